// expect: outputs_are_no_classes<sinew::Identity, sinew::mistake::given<std::array<float, 3>>>
// topic: data
// accuracy() of a net whose outputs are numbers, fitted to numbers.
// says: the targets (std::array<float, 3>) and the outputs (Identity) are numbers, not classes: write evaluate(net, data, MSE{}).loss; for outputs that are scores of classes, class indices as targets, or accuracy(net, data, CrossEntropyWithLogits{})
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3>> net;
  Dataset<std::array<float, 4>, std::array<float, 3>> data;
  return static_cast<int>(accuracy(net, data));
}
