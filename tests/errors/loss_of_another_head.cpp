// expect: loss_needs_another_head<sinew::mistake::layer<1, 1>, sinew::CrossEntropy, sinew::mistake::given<sinew::Identity>, sinew::mistake::expected<sinew::Softmax>>
// topic: training
// Losses in another order than the heads.
// says: CrossEntropy needs outputs of Softmax, but layer 1.1, Dense<8, 2>, ends in Identity: write Softmax in that head, or another loss for it
#include <tuple>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<8, 2>>> net;
  Dataset<std::array<float, 4>, std::tuple<int, std::array<float, 2>>> data;
  fit<16>(net, data, Losses{MSE{}, CrossEntropy{}}, Adam{});
}
