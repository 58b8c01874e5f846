// expect: output_without_decision<sinew::ReLU>
// topic: calls
// One output of ReLU says no class.
// way out: End the net with Sigmoid for yes or no, with Softmax over the classes; a number is read by net(x)[0].
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1, ReLU>> net;
  return static_cast<int>(net.predict({1, 2, 3, 4}));
}
