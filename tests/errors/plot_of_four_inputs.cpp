// expect: plot_needs_a_net_with_two_inputs<sinew::mistake::given<sinew::shape<4>>, sinew::mistake::expected<sinew::shape<2>>>
// topic: data
// A plane has two coordinates.
// way out: A function of the plane instead of a net with four inputs.
#include <sinew/report/plot.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  plot_decision_boundary(net, data, "boundary.svg");
}
