// expect: no_layers_within<sinew::mistake::layer<1>, sinew::Dense<8, 2[^|]*>>
// topic: calls
// A path that goes on where there are no more layers.
// way out: Layers within others are those of nets, Residual and Concat; this one is net.weight<1>(0, 0).
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Residual<Dense<8, 8, ReLU>>, Dense<8, 2>> net;
  net.weight<1, 0>(0, 0) = 1;
}
