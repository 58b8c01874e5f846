// expect: not_an_option<sinew::mistake::layer<1>, sinew::MaxPool1D<3, sinew::Padding<0, 0, 1, 0>>, sinew::Padding<0, 0, 1, 0>>
// topic: layers
// MaxPool1D with the padding of an image.
// says: layer 1, MaxPool1D<3, Padding<0, 0, 1, 0>>, does not take Padding<0, 0, 1, 0>, which has numbers for two axes: write MaxPool1D<3, Padding<1, 0>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<4, 16>, MaxPool1D<3, Padding<0, 0, 1, 0>>> net;
  initialize(net, 1);
}
