// expect: window_does_not_fit<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<1, 3, 8>>, sinew::mistake::height<3>, sinew::mistake::with_padding<0>, sinew::mistake::less_than_window<5>>
// topic: layers
// A pooling window that does not fit its image even in ceil mode.
// says: layer 1, AvgPool2D<5, Stride<2>, CeilMode>, has a window of 5 rows, but its input, an image of 1 × 3 × 8 (channels × height × width), has 3 rows + 0 of padding + 1 by CeilMode: write AvgPool2D<5, Stride<2>, Same>, AvgPool2D<5, Stride<2>, CeilMode, Padding<1, 0>> or AvgPool2D<4, Stride<2>, CeilMode>
// way out: In ceil mode the window may be larger than the padded image by less than one stride.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 3, 8>, AvgPool2D<5, Stride<2>, CeilMode>, Flatten, Dense<3, 2>> net;
  initialize(net, 1);
}
