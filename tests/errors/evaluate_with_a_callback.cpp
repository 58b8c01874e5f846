// expect: not_a_metric<[^|]*>
// topic: training
// A callback where evaluate() takes metrics.
// says: the metric is a function, which is none: write the members name, larger_is_better, reset(), add(std::span<const float> y, std::span<const float> t) and double value() const, as train/metric.hpp lists them
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  return evaluate(net, data, CrossEntropy{}, [](const Epoch&) {}).loss < 1;
}
