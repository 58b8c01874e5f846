// expect: not_an_image<sinew::mistake::layer<1>, sinew::Conv1D<8, 3>, sinew::mistake::given<sinew::shape<1, 8, 8>>, sinew::mistake::expected<sinew::mistake::channels_length>>
// topic: layers
// A 1-D convolution applied to an image.
// says: layer 1, Conv1D<8, 3>, takes a sequence (channels × length), but layer 0, Input<1, 8, 8>, gives an image of 1 × 8 × 8 (channels × height × width): write Conv2D<8, 3>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv1D<8, 3>> net;
  return static_cast<int>(net.parameters[0]);
}
