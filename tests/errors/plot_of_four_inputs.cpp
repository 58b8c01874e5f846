// expect: plot_needs_a_net_with_two_inputs<sinew::mistake::given<sinew::shape<4>>, sinew::mistake::expected<sinew::shape<2>>>
// topic: data
// A decision boundary of a net with four inputs.
// says: plot_decision_boundary() takes a net of 2 values, but Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> takes 4 values: write a function of two values in its place, such as [&](std::array<float, 2> p) { return net.predict({p[0], p[1], 0, 0}); }
#include <sinew/report/plot.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  plot_decision_boundary(net, data, "boundary.svg");
}
