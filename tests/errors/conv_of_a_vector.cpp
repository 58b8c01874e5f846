// expect: not_an_image<sinew::mistake::layer<1>, sinew::Conv2D<8, 3, sinew::ReLU>, sinew::mistake::given<sinew::shape<784>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: layers
// A 2-D convolution applied to a vector, whose height and width are unknown.
// says: layer 1, Conv2D<8, 3, ReLU>, takes an image (channels × height × width), but layer 0, Input<784>, gives 784 values: write Input<1, 28, 28> in place of Input<784>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<784>, Conv2D<8, 3, ReLU>, Flatten, Dense<5408, 10>> net;
  return static_cast<int>(net.parameters[0]);
}
