// expect: plot_needs_a_net_with_two_inputs<sinew::mistake::given<sinew::shape<4>>, sinew::mistake::expected<sinew::shape<2>>>
// topic: data
// A decision boundary of a net with four inputs.
// way out: Pass a function of two inputs that calls the net.
#include <sinew/report/plot.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  plot_decision_boundary(net, data, "boundary.svg");
}
