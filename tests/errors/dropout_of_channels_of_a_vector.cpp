// expect: not_an_image<sinew::layer<1>, sinew::Dropout2D<20>, sinew::given<sinew::shape<8>>, sinew::expected<sinew::channels_height_width>>
// topic: layers
// Dropout of whole channels of what has no channels.
// way out: Dropout<20>, of single values.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, Dropout2D<20>, Dense<8, 2>> net;
  initialize(net, 1);
}
