// expect: loss_needs_another_output<sinew::CrossEntropy, sinew::mistake::given<sinew::ReLU>, sinew::mistake::expected<sinew::Softmax>>
// topic: training
// CrossEntropy, which takes probabilities, over ReLU outputs.
// way out: End the net with Softmax.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, ReLU>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<16>(net, data, CrossEntropy{}, SGD{.rate = 0.1});
}
