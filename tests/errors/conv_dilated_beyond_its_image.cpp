// expect: window_does_not_fit<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<1, 16, 7>>, sinew::mistake::width<7>, sinew::mistake::with_padding<1>, sinew::mistake::less_than_window<9>>
// topic: layers
// A dilated kernel that spans more columns than the image has.
// says: layer 1, Conv2D<8, 5, Dilation<2>, Padding<0, 0, 1, 0>>, has a window of (5 − 1) · 2 + 1 = 9 columns, but its input, an image of 1 × 16 × 7 (channels × height × width), has 7 columns + 1 of padding: write Conv2D<8, 5, Dilation<2>, Same>, Conv2D<8, 5, Dilation<2>, Padding<0, 0, 2, 0>> or Conv2D<8, 4, Dilation<2>, Padding<0, 0, 1, 0>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 16, 7>, Conv2D<8, 5, Dilation<2>, Padding<0, 0, 1, 0>>> net;
  return static_cast<int>(net.parameters[0]);
}
