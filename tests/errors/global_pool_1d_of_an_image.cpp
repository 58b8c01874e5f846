// expect: not_an_image<sinew::mistake::layer<1>, sinew::GlobalAvgPool1D, sinew::mistake::given<sinew::shape<1, 8, 8>>, sinew::mistake::expected<sinew::mistake::channels_length>>
// topic: layers
// Global pooling of sequences applied to an image.
// says: layer 1, GlobalAvgPool1D, takes a sequence (channels × length), but layer 0, Input<1, 8, 8>, gives an image of 1 × 8 × 8 (channels × height × width): write GlobalAvgPool2D
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, GlobalAvgPool1D, Dense<1, 2>> net;
  initialize(net, 1);
}
