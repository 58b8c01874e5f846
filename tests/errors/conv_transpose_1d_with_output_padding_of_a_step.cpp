// expect: not_an_option<sinew::mistake::layer<1>, sinew::ConvTranspose1D<4, 3, sinew::Stride<2(, 2)?>, sinew::OutputPadding<2(, 2)?>>, sinew::OutputPadding<2(, 2)?>>
// topic: layers
// An output padding of a sequence as large as the stride.
// says: layer 1, ConvTranspose1D<4, 3, Stride<2>, OutputPadding<2>>, does not take OutputPadding<2>, because it is not smaller than the stride: write ConvTranspose1D<4, 3, Stride<2>, OutputPadding<1, 1>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8>, ConvTranspose1D<4, 3, Stride<2>, OutputPadding<2>>> net;
  initialize(net, 1);
}
