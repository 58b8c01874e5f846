// expect: loss_needs_another_output<sinew::CrossEntropy, sinew::mistake::given<sinew::Sigmoid>, sinew::mistake::expected<sinew::Softmax>>
// topic: training
// CrossEntropy over a single Sigmoid output.
// says: CrossEntropy takes outputs of Softmax, but layer 1, Dense<8, 1, Sigmoid>, gives outputs of Sigmoid: write BinaryCrossEntropy{}, which takes these, or one output per class
#include <sinew/sinew.hpp>

using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1, Sigmoid>> net;
  Dataset<std::array<float, 4>, int> data;
  fit(net, data, CrossEntropy{}, Adam{});
}
