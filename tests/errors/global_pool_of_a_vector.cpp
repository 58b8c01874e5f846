// expect: not_an_image<sinew::mistake::layer<1>, sinew::GlobalAvgPool2D, sinew::mistake::given<sinew::shape<64>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: layers
// The mean of each channel of what has no channels.
// way out: Global pooling takes the place of Flatten; do not write both.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<64>, GlobalAvgPool2D, Dense<1, 2>> net;
  initialize(net, 1);
}
