// expect: not_an_option<sinew::mistake::layer<1>, sinew::ConvTranspose2D<4, 3, sinew::Stride<2(, 2)?>, sinew::Same>, sinew::Same>
// topic: layers
// Same, whose meaning depends on a size that a transposed convolution does not know.
// says: layer 1, ConvTranspose2D<4, 3, Stride<2>, Same>, does not take Same: write ConvTranspose2D<4, 3, Stride<2>, Padding<0, 1, 0, 1>>; its options are an activation, an initializer, Stride, Padding, Dilation, Groups, KernelWidth, NoBias and OutputPadding
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, ConvTranspose2D<4, 3, Stride<2>, Same>> net;
  return static_cast<int>(net.parameters[0]);
}
