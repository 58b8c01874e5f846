// expect: metric_needs_classes<sinew::F1<(sinew::Macro)?>, sinew::mistake::given<float>>
// topic: training
// A metric of classes for a regression.
// says: F1<…> counts classes, but the targets (float) and the outputs are numbers: write a metric of numbers such as MeanAbsoluteError{}, or class indices as targets and a loss of classes
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> net;
  Dataset<std::array<float, 4>, float> data;
  fit(net, data, MSE{}, SGD{}, {}, F1{});
}
