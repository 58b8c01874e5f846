// expect: zero_size<sinew::mistake::layer<1>, sinew::ConvTranspose2D<4, 3, sinew::Padding<2>>>
// topic: layers
// A transposed convolution with a padding that leaves no pixel.
// says: layer 1, ConvTranspose2D<4, 3, Padding<2>>, has no output, because its padding takes all of it away: write less padding
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 2, 2>, ConvTranspose2D<4, 3, Padding<2>>> net;
  return static_cast<int>(net.parameters[0]);
}
