// expect: not_an_option<sinew::mistake::layer<1>, sinew::MaxPool2D<2, sinew::ReLU>, sinew::ReLU>
// topic: layers
// An activation in a pooling layer, which takes none.
// says: layer 1, MaxPool2D<2, ReLU>, does not take ReLU: write MaxPool2D<2>, Activate<ReLU>; its options are KernelWidth, Stride, Padding, Same, Dilation and CeilMode
// way out: Or put the activation into the convolution before it.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, MaxPool2D<2, ReLU>, Flatten, Dense<16, 2>> net;
  initialize(net, 1);
}
