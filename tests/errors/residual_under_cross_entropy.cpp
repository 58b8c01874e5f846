// expect: loss_needs_another_output<sinew::CrossEntropy, sinew::mistake::given<sinew::mistake::nothing>, sinew::mistake::expected<sinew::Softmax>>
// topic: training
// A sum of probabilities and something else is no distribution.
// way out: Let a layer of its own make the probabilities: …, Residual<…>, Dense<3, 3, Softmax>.
#include <array>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3, ReLU>, Residual<Dense<3, 3, Softmax>>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<8>(net, data, CrossEntropy{}, Adam{});
}
