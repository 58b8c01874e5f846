// expect: metric_needs_one_class<sinew::TopKAccuracy<2>, sinew::mistake::given<std::(__1::)?array<float, 3>>>
// topic: training
// A metric of one class in each sample for several labels.
// says: TopKAccuracy<2> needs several outputs of which the largest names the class, but each output is a yes or no of its own (targets: std::array<float, 3>): write F1{}, or one output per class and class indices as targets
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Sigmoid>> net;
  Dataset<std::array<float, 4>, std::array<float, 3>> data;
  return evaluate(net, data, BinaryCrossEntropy{}, TopKAccuracy<2>{}).metrics.size() == 1;
}
