// expect: not_an_image<sinew::mistake::layer<1>, sinew::ConvTranspose1D<2, 3>, sinew::mistake::given<sinew::shape<1, 8, 8>>, sinew::mistake::expected<sinew::mistake::channels_length>>
// topic: layers
// A transposed convolution of sequences applied to an image.
// says: layer 1, ConvTranspose1D<2, 3>, takes a sequence (channels × length), but layer 0, Input<1, 8, 8>, gives an image of 1 × 8 × 8 (channels × height × width): write ConvTranspose2D<2, 3>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, ConvTranspose1D<2, 3>> net;
  initialize(net, 1);
}
