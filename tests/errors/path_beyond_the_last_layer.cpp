// expect: no_such_layer<sinew::mistake::given<sinew::mistake::layer<0, 2>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::layer<0, 1>>>>
// topic: calls
// A path to a layer that a block does not have.
// says: layer 0, Residual<Dense<8, 4, ReLU>, Dense<4, 8>>, has no layer 0.2: write <0, 0> for Dense<8, 4, ReLU> or <0, 1> for Dense<4, 8>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Residual<Dense<8, 4, ReLU>, Dense<4, 8>>, Dense<8, 2>> net;
  net.weight<0, 2>(0, 0) = 1;
}
