// expect: shape_mismatch<sinew::mistake::layer<2>, sinew::mistake::given<sinew::shape<8, 26, 26>>, sinew::mistake::expected<sinew::shape<5408>>>
// topic: layers
// An image given to a Dense layer, which takes a vector.
// says: layer 2, Dense<5408, 10>, takes 5,408 values, but layer 1, Conv2D<8, 3, ReLU>, gives an image of 8 × 26 × 26 (channels × height × width): write Flatten before it
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 28, 28>, Conv2D<8, 3, ReLU>, Dense<5408, 10>> net;
  return static_cast<int>(net.parameters[0]);
}
