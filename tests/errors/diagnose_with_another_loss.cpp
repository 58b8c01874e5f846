// expect: loss_needs_another_output<sinew::BinaryCrossEntropy, sinew::mistake::given<sinew::Softmax>, sinew::mistake::expected<sinew::Sigmoid>>
// topic: data
// diagnose() with a loss that does not fit the output activation.
// says: BinaryCrossEntropy takes outputs of Sigmoid, but layer 1, Dense<8, 3, Softmax>, gives outputs of Softmax: write Dense<8, 3, Sigmoid>, or CrossEntropy{}, which takes these
#include <sinew/diagnose/diagnose.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  return diagnose(net, data, BinaryCrossEntropy{}).ok();
}
