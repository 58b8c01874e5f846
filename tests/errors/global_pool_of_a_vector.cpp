// expect: not_an_image<sinew::mistake::layer<1>, sinew::GlobalAvgPool2D, sinew::mistake::given<sinew::shape<64>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: layers
// Global pooling of a vector, which has no channels.
// says: layer 1, GlobalAvgPool2D, takes an image (channels × height × width) or a sequence (channels × length), but layer 0, Input<64>, gives 64 values: write Input<1, 8, 8> in place of Input<64>
// way out: After Flatten, leave Flatten out: global pooling takes its place.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<64>, GlobalAvgPool2D, Dense<1, 2>> net;
  initialize(net, 1);
}
