// expect: outputs_are_no_classes<sinew::Identity, sinew::mistake::given<float>>
// topic: data
// accuracy() of a regression.
// says: the targets (float) and the outputs (Identity) are numbers, not classes: write evaluate(net, data, MSE{}).loss; for outputs that are scores of classes, class indices as targets, or accuracy(net, data, BinaryCrossEntropyWithLogits{})
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  return static_cast<int>(accuracy(net, data));
}
