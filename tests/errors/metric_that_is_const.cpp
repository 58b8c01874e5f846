// expect: not_a_metric<const sinew::F1<(sinew::Macro)?>, sinew::mistake::expected<std::span<const float ?(, ?[^|]*)?>>>
// topic: training
// A metric that is const, although measuring changes it.
// says: the metric is a const F1<…>, but measuring changes it: declare it without const
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  const F1<Macro> f1;
  return evaluate(net, data, CrossEntropy{}, f1).metrics.size() == 1;
}
