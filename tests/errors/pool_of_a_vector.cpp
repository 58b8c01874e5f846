// expect: not_an_image<sinew::mistake::layer<1>, sinew::MaxPool2D<2>, sinew::mistake::given<sinew::shape<64>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: layers
// A pooling behind Flatten: what reaches it is no image any more.
// way out: Flatten behind the last pooling; or Reshape<1, 8, 8> before this one.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<10, 64>, MaxPool2D<2>, Flatten, Dense<16, 10>> net;
  initialize(net, 1);
}
