// expect: not_an_image<sinew::mistake::layer<2>, sinew::Conv2D<8, 3, sinew::ReLU>, sinew::mistake::given<sinew::shape<784>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: layers
// A convolution after Flatten, which turns the image into a vector.
// says: layer 2, Conv2D<8, 3, ReLU>, takes an image (channels × height × width), but layer 1, Flatten, gives 784 values: remove Flatten before it; its place is before the first Dense
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 28, 28>, Flatten, Conv2D<8, 3, ReLU>, Dense<5408, 10>> net;
  return static_cast<int>(net.parameters[0]);
}
