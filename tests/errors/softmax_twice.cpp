// expect: loss_needs_another_output<sinew::CrossEntropyWithLogits, sinew::mistake::given<sinew::Softmax>, sinew::mistake::expected<sinew::Identity>>
// topic: training
// A loss that applies softmax itself, over a net that ends with Softmax.
// says: CrossEntropyWithLogits takes outputs without an activation, but layer 1, Dense<8, 3, Softmax>, gives outputs of Softmax: write Dense<8, 3>, or CrossEntropy{}, which takes these
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  return static_cast<int>(evaluate(net, data, CrossEntropyWithLogits{}).loss);
}
