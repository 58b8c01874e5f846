// expect: not_an_option<sinew::mistake::layer<1>, sinew::Conv1D<8, 3, sinew::Stride<1, 2>>, sinew::Stride<1, 2>>
// topic: layers
// Conv1D with a stride for rows and one for columns.
// says: layer 1, Conv1D<8, 3, Stride<1, 2>>, does not take Stride<1, 2>, which has numbers for two axes: write Conv1D<8, 3, Stride<2, 2>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<4, 16>, Conv1D<8, 3, Stride<1, 2>>> net;
  initialize(net, 1);
}
