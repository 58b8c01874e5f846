// expect: output_without_decision<sinew::ReLU>
// topic: data
// A confusion matrix of a net whose one output says no class.
// way out: evaluate(net, data, MSE{}).loss; or Sigmoid for yes or no.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 1, ReLU>> net;
  Dataset<std::array<float, 4>, float> data;
  return static_cast<int>(confusion_matrix(net, data).total());
}
