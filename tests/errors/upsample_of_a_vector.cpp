// expect: not_an_image<sinew::mistake::layer<1>, sinew::Upsample<2>, sinew::mistake::given<sinew::shape<16>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: layers
// Upsampling of a vector.
// says: layer 1, Upsample<2>, takes an image (channels × height × width) or a sequence (channels × length), but layer 0, Dense<4, 16>, gives 16 values: write Reshape<1, 4, 4> before it
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 16>, Upsample<2>, Flatten, Dense<64, 2>> net;
  initialize(net, 1);
}
