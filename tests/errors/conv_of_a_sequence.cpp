// expect: not_an_image<sinew::mistake::layer<1>, sinew::Conv2D<8, 3, sinew::ReLU>, sinew::mistake::given<sinew::shape<4, 100>>, sinew::mistake::expected<sinew::mistake::channels_height_width>>
// topic: layers
// A 2-D convolution applied to a sequence.
// says: layer 1, Conv2D<8, 3, ReLU>, takes an image (channels × height × width), but layer 0, Input<4, 100>, gives a sequence of 4 × 100 (channels × length): write Conv1D<8, 3, ReLU>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<4, 100>, Conv2D<8, 3, ReLU>> net;
  return static_cast<int>(net.parameters[0]);
}
