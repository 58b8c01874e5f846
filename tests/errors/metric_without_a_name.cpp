// expect: not_a_metric<Share, sinew::mistake::expected<std::span<const float ?(, ?[^|]*)?>>>
// topic: training
// A metric without a name.
// says: the metric is Share, which is none: write the members name, larger_is_better, reset(), add(std::span<const float> y, std::span<const float> t) and double value() const, as train/metric.hpp lists them
#include <sinew/sinew.hpp>

using namespace sinew;

struct Share {
  double sum = 0;
  void reset() { sum = 0; }
  void add(std::span<const float> y, std::span<const float>) { sum += double(y[0]); }
  double value() const { return sum; }
};

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, SGD{}, {}, Share{});
}
