// expect: not_an_option<sinew::mistake::layer<1>, sinew::ConvTranspose2D<4, 3, sinew::Stride<2(, 2)?>, sinew::OutputPadding<2(, 2)?>>, sinew::OutputPadding<2(, 2)?>>
// topic: layers
// As much output padding as a step: that is a row of the image more.
// way out: OutputPadding is less than the Stride.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, ConvTranspose2D<4, 3, Stride<2>, OutputPadding<2>>> net;
  return static_cast<int>(net.parameters[0]);
}
