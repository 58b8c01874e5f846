// expect: start_the_net_with_Input<sinew::mistake::layer<0, 0>, sinew::Flatten>
// topic: layers
// A first layer Residual whose input shape is unknown.
// way out: Give the shape of a sample: Net<Input<2, 2>, Residual<…>>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Residual<Flatten, Dense<4, 4, ReLU>>, Dense<4, 2>> net;
  return static_cast<int>(net.parameter_count);
}
