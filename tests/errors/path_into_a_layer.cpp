// expect: no_layers_within<sinew::mistake::layer<1>, sinew::Dense<8, 2[^|]*>>
// topic: calls
// A path into a layer that contains no layers.
// says: layer 1, Dense<8, 2>, has no layers within it: end the path there, <1>
// way out: Only nets, Residual, Sequential and Concat contain layers.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Residual<Dense<8, 8, ReLU>>, Dense<8, 2>> net;
  net.weight<1, 0>(0, 0) = 1;
}
