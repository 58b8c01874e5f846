// expect: made_for_another_net<sinew::mistake::given<sinew::BasicNet<float, sinew::Dense<4, 2[^|]*>, sinew::mistake::expected<sinew::BasicNet<float, sinew::Dense<4, 3[^|]*>
// topic: training
// An optimizer of another net.
// says: the optimizer is made for another net, whose layer 0 is Dense<4, 3>, not Dense<4, 2>: write Optimizer<Adam, Net<Dense<4, 2>>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2>> net;
  Optimizer<Adam, Net<Dense<4, 3>>> optimizer;
  optimizer.step(net);
}
