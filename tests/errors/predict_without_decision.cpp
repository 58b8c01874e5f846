// expect: output_without_decision<sinew::ReLU>
// topic: calls
// predict() of a net with a single ReLU output, which is not a decision.
// says: the net has a single output with the activation ReLU, which has no threshold between two classes: end the net in Sigmoid, or use the number, net(x)[0], and its loss, evaluate(net, data, MSE{}).loss
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1, ReLU>> net;
  return static_cast<int>(net.predict({1, 2, 3, 4}));
}
