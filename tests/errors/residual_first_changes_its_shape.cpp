// expect: residual_changes_its_shape<sinew::mistake::layer<0>, sinew::mistake::given<sinew::shape<5>>, sinew::mistake::expected<sinew::shape<4>>>
// topic: layers
// x + F(x) as the first layer, where F(x) is longer than x.
// way out: Make the last layer of the block return 4 values: Dense<8, 4>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Residual<Dense<4, 8, ReLU>, Dense<8, 5>>, Dense<4, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
