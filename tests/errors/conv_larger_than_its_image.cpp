// expect: window_does_not_fit<sinew::layer<2>, sinew::given<sinew::shape<8, 2, 12>>, sinew::height<2>, sinew::with_padding<0>, sinew::less_than_window<3>>
// topic: layers
// A kernel of 3 rows over an image of 2.
// way out: A smaller kernel, or Same, which pads the image.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 4, 14>, Conv2D<8, 3, ReLU>, Conv2D<8, 3, ReLU>> net;
  return static_cast<int>(net.parameters[0]);
}
