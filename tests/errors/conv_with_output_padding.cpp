// expect: not_an_option<sinew::mistake::layer<1>, sinew::Conv2D<4, 3, sinew::OutputPadding<1(, 1)?>>, sinew::OutputPadding<1(, 1)?>>
// topic: layers
// An output padding of a convolution that is not transposed.
// says: layer 1, Conv2D<4, 3, OutputPadding<1>>, does not take OutputPadding<1>: write Conv2D<4, 3>; its options are an activation, an initializer, Stride, Padding, Same, Dilation, Groups, KernelWidth and NoBias
// way out: To keep the size of the image, use Same or Padding<1>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<4, 3, OutputPadding<1>>> net;
  return static_cast<int>(net.parameters[0]);
}
