// expect: no_such_layer<sinew::mistake::given<sinew::mistake::layer<2>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::layer<1>>>>
// topic: calls
// The parameters of a layer that the net does not have.
// says: the net has no layer 2: write <0> for Dense<4, 8, ReLU> or <1> for Dense<8, 2>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  return static_cast<int>(net.parameters_of<2>()[0]);
}
