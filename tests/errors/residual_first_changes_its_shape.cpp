// expect: residual_changes_its_shape<sinew::mistake::layer<0>, sinew::mistake::given<sinew::shape<5>>, sinew::mistake::expected<sinew::shape<4>>>
// topic: layers
// x + F(x) as the first layer, where F(x) is longer than x.
// says: layer 0, Residual<Dense<4, 8, ReLU>, Dense<8, 5>>, ends in 5 values, but starts from 4 values, and the two are added: write Dense<8, 4> as its last layer, or add a Projection
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Residual<Dense<4, 8, ReLU>, Dense<8, 5>>, Dense<4, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
