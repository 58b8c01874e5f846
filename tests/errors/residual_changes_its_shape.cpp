// expect: residual_changes_its_shape<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<9>>, sinew::mistake::expected<sinew::shape<8>>>
// topic: layers
// x + F(x), where F(x) is longer than x.
// says: layer 1, Residual<Dense<8, 3, ReLU>, Dense<3, 9>>, ends in 9 values, but starts from 8 values, and the two are added: write Dense<3, 8> as its last layer, or add a Projection
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Residual<Dense<8, 3, ReLU>, Dense<3, 9>>, Dense<8, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
