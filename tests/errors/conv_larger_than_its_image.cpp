// expect: window_does_not_fit<sinew::mistake::layer<2>, sinew::mistake::given<sinew::shape<8, 2, 12>>, sinew::mistake::height<2>, sinew::mistake::with_padding<0>, sinew::mistake::less_than_window<3>>
// topic: layers
// A kernel of 3 rows applied to an image of 2.
// says: layer 2, Conv2D<8, 3, ReLU>, has a window of 3 rows, but its input, an image of 8 × 2 × 12 (channels × height × width), has 2 rows + 0 of padding: write Conv2D<8, 3, ReLU, Same>, Conv2D<8, 3, ReLU, Padding<1, 0>> or Conv2D<8, 2, ReLU>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 4, 14>, Conv2D<8, 3, ReLU>, Conv2D<8, 3, ReLU>> net;
  return static_cast<int>(net.parameters[0]);
}
