// expect: loss_needs_another_output<sinew::CrossEntropy, sinew::mistake::given<sinew::ReLU>, sinew::mistake::expected<sinew::Softmax>>
// topic: training
// CrossEntropy, which takes probabilities, over ReLU outputs.
// says: CrossEntropy takes outputs of Softmax, but layer 1, Dense<8, 3, ReLU>, gives outputs of ReLU: write Dense<8, 3, Softmax>, or a loss of numbers such as MSE{}
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, ReLU>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<16>(net, data, CrossEntropy{}, SGD{.rate = 0.1});
}
