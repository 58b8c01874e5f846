// expect: not_an_option<sinew::mistake::layer<1>, sinew::Conv2D<4, 3, sinew::Padding<1, 0, 1>>, sinew::Padding<1, 0, 1>>
// topic: layers
// A Padding of three numbers.
// says: layer 1, Conv2D<4, 3, Padding<1, 0, 1>>, does not take Padding<1, 0, 1>: write Padding with 1, 2 or 4 numbers (above, below, left, right)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<4, 3, Padding<1, 0, 1>>> net;
  return static_cast<int>(net.parameters[0]);
}
