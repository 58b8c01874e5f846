// expect: not_an_image<sinew::mistake::layer<1>, sinew::MaxPool2D<2>, sinew::mistake::given<sinew::shape<64>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: layers
// Pooling of a vector, the output of a Dense layer.
// says: layer 1, MaxPool2D<2>, takes an image (channels × height × width), but layer 0, Dense<10, 64>, gives 64 values: write Reshape<1, 8, 8> before it
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<10, 64>, MaxPool2D<2>, Flatten, Dense<16, 10>> net;
  initialize(net, 1);
}
