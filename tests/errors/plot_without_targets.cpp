// expect: not_a_dataset<std::vector<std::array<float, 2>[^|]*>
// topic: data
// A decision boundary of inputs without targets.
// says: the data are std::vector<std::array<float, 2>>, but must be inputs with their targets: write DataView(inputs, targets)
#include <vector>

#include <sinew/report/plot.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<2, 1, Sigmoid>> net;
  std::vector<std::array<float, 2>> inputs(10);
  plot_decision_boundary(net, inputs, "boundary.svg");
}
