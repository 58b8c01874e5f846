// expect: outputs_are_no_classes<sinew::Identity, sinew::mistake::given<std::array<float, 2>>>
// topic: data
// A decision boundary of a net whose two outputs are numbers.
// says: the targets (std::array<float, 2>) and the outputs (Identity) are numbers, not classes: write evaluate(net, data, MSE{}).loss; for outputs that are scores of classes, class indices as targets, or accuracy(net, data, CrossEntropyWithLogits{})
// way out: Plot one output: plot_decision_boundary([&](std::array<float, 2> x) { return net(x)[0]; }, samples, path).
#include <sinew/report/plot.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<2, 8, Tanh>, Dense<8, 2>> net;
  Dataset<std::array<float, 2>, std::array<float, 2>> data;
  plot_decision_boundary(net, data, "plane.svg");
}
