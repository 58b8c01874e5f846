// expect: not_an_optimizer<sinew::BasicNet<float, sinew::Dense<4, 2[^|]*>
// topic: training
// The net and the formula in the wrong order.
// says: the optimizer is Net<Dense<4, 2>>, a net, and the net is Adam: write Optimizer<Adam, Net<Dense<4, 2>>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2>> net;
  Optimizer<Net<Dense<4, 2>>, Adam> optimizer;
  optimizer.step(net);
}
