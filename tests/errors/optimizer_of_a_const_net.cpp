// expect: made_for_another_net<sinew::mistake::given<const sinew::BasicNet<float, sinew::Dense<4, 2[^|]*>, sinew::mistake::expected<sinew::BasicNet<float, sinew::Dense<4, 2[^|]*>
// topic: training
// A step of a const net.
// says: a step changes the net, but the net is const: declare it without const
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Dense<4, 2>> net;
  Optimizer<Adam, Net<Dense<4, 2>>> optimizer;
  optimizer.step(net);
}
