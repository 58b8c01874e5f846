// expect: shape_mismatch<sinew::mistake::layer<2>, sinew::mistake::given<sinew::shape<8, 26, 26>>, sinew::mistake::expected<sinew::shape<5408>>>
// topic: layers
// A Dense layer takes a vector, and an image reaches it.
// way out: Flatten between them.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 28, 28>, Conv2D<8, 3, ReLU>, Dense<5408, 10>> net;
  return static_cast<int>(net.parameters[0]);
}
