// expect: loss_needs_another_output<sinew::BinaryCrossEntropy, sinew::mistake::given<sinew::Softmax>, sinew::mistake::expected<sinew::Sigmoid>>
// topic: data
// A diagnosis with a loss that needs another output.
// way out: CrossEntropy{}, which is also the one it takes if none is given.
#include <sinew/diagnose/diagnose.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  return diagnose(net, data, BinaryCrossEntropy{}).ok();
}
