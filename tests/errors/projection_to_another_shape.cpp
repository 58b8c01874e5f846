// expect: residual_changes_its_shape<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<16, 8, 8>>, sinew::mistake::expected<sinew::shape<16, 4, 4>>>
// topic: layers
// P(x) + F(x), where the projection P has a stride of 2 and F has none.
// says: layer 1, Residual<Projection<Conv2D<16, 1, Stride<2>>>, Conv2D<16, 3, ReLU, Same>>, ends in an image of 16 × 8 × 8 (channels × height × width), but its Projection in an image of 16 × 4 × 4 (channels × height × width): give both the same strides and channels
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<8, 8, 8>, Residual<Projection<Conv2D<16, 1, Stride<2>>>, Conv2D<16, 3, ReLU, Same>>> net;
  return static_cast<int>(net.parameters[0]);
}
