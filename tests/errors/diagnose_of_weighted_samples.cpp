// expect: weights_of_samples_are_not_used<sinew::WeightedTarget<int>, sinew::mistake::instead<int>>
// topic: training
// diagnose() on samples with weights, which it does not use.
// says: a target of the data is WeightedTarget<int>, but this function uses no weights of samples: write int for the targets
#include <sinew/sinew.hpp>
#include <sinew/diagnose/diagnose.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3, Softmax>> net;
  Dataset<std::array<float, 4>, WeightedTarget<int>> data;
  static_cast<void>(diagnose(net, data));
}
