// expect: window_does_not_fit<sinew::mistake::layer<2>, sinew::mistake::given<sinew::shape<8, 2, 12>>, sinew::mistake::height<2>, sinew::mistake::with_padding<0>, sinew::mistake::less_than_window<3>>
// topic: layers
// A kernel of 3 rows applied to an image of 2.
// way out: Use a smaller kernel, or Same, which pads the image.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 4, 14>, Conv2D<8, 3, ReLU>, Conv2D<8, 3, ReLU>> net;
  return static_cast<int>(net.parameters[0]);
}
