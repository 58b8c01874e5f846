// expect: not_an_option<sinew::mistake::layer<1>, sinew::Conv2D<4, 3, sinew::Stride<2[^>]*>, sinew::CeilMode>, sinew::CeilMode>
// topic: layers
// CeilMode, an option of poolings, given to a convolution.
// says: layer 1, Conv2D<4, 3, Stride<2>, CeilMode>, does not take CeilMode, an option of poolings: write Conv2D<4, 3, Stride<2>, Padding<0, 1, 0, 1>>; its options are an activation, an initializer, Stride, Padding, Same, Dilation, Groups, KernelWidth and NoBias
// way out: Padding below and to the right gives as many outputs as CeilMode would.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<4, 3, Stride<2>, CeilMode>, Flatten, Dense<64, 2>> net;
  initialize(net, 1);
}
