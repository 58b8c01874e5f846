// expect: window_does_not_fit<sinew::mistake::layer<2>, sinew::mistake::given<sinew::shape<1, 2, 8>>, sinew::mistake::height<2>, sinew::mistake::with_padding<0>, sinew::mistake::less_than_window<3>>
// topic: layers
// A pooling window larger than the image that reaches it.
// says: layer 2, MaxPool2D<3>, has a window of 3 rows, but its input, an image of 1 × 2 × 8 (channels × height × width), has 2 rows + 0 of padding: write MaxPool2D<3, Same>, MaxPool2D<3, Padding<1, 0>> or MaxPool2D<2>
// way out: Or remove a pooling before it.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 4, 16>, MaxPool2D<2>, MaxPool2D<3>, Flatten> net;
  return static_cast<int>(net.parameter_count);
}
