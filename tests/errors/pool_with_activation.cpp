// expect: not_an_option<sinew::mistake::layer<1>, sinew::MaxPool2D<2, sinew::ReLU>, sinew::ReLU>
// topic: layers
// An activation in a pooling, which has none.
// way out: The activation belongs into the convolution before it, or into a layer of its own: Activate<ReLU>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, MaxPool2D<2, ReLU>, Flatten, Dense<16, 2>> net;
  initialize(net, 1);
}
