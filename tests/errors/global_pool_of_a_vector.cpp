// expect: not_an_image<sinew::layer<1>, sinew::GlobalAvgPool2D, sinew::given<sinew::shape<64>>, sinew::expected<sinew::channels_height_width>>
// topic: layers
// The mean of each channel of what has no channels.
// way out: Global pooling takes the place of Flatten; do not write both.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<64>, GlobalAvgPool2D, Dense<1, 2>> net;
  initialize(net, 1);
}
