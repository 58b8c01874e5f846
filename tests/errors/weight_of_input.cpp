// expect: layer_without_weights<sinew::mistake::layer<0>, sinew::Input<4>>
// topic: calls
// A weight of Input, which has none.
// says: layer 0, Input<4>, has no weights: write <1> for Dense<4, 2>
// way out: Input counts as layer 0.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<4>, Dense<4, 2>> net;
  return static_cast<int>(net.weight<0>(0, 0));
}
