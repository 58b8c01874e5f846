// expect: start_the_net_with_Input<sinew::mistake::layer<0, 0>, sinew::Flatten>
// topic: layers
// A block that takes any shape, where none reaches it.
// way out: Say what the net takes: Net<Input<2, 2>, Residual<…>>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Residual<Flatten, Dense<4, 4, ReLU>>, Dense<4, 2>> net;
  return static_cast<int>(net.parameter_count);
}
