// expect: residual_changes_its_shape<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<16, 4, 4>>, sinew::mistake::expected<sinew::shape<8, 8, 8>>>
// topic: layers
// A residual block of convolutions without padding, whose output is smaller than its input.
// says: layer 1, Residual<Conv2D<16, 3, ReLU>, Conv2D<16, 3>>, ends in an image of 16 × 4 × 4 (channels × height × width), but starts from an image of 8 × 8 × 8 (channels × height × width), and the two are added: write Residual<Conv2D<16, 3, ReLU, Same>, Conv2D<8, 3, Same>>, or add a Projection
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<8, 8, 8>, Residual<Conv2D<16, 3, ReLU>, Conv2D<16, 3>>, Flatten, Dense<512, 10>> net;
  return static_cast<int>(net.parameters[0]);
}
