// expect: loss_needs_another_output<sinew::CrossEntropy, sinew::mistake::given<sinew::mistake::nothing>, sinew::mistake::expected<sinew::Softmax>>
// topic: training
// CrossEntropy over a residual block, whose sum is not a distribution.
// says: CrossEntropy takes outputs of Softmax, but layer 1, Residual<Dense<3, 3, Softmax>>, gives outputs without an activation: write Activate<Softmax> after it, or CrossEntropyWithLogits{}, which takes these
// way out: End the net with a layer that normalizes: …, Residual<…>, Dense<3, 3, Softmax>.
#include <array>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 3, ReLU>, Residual<Dense<3, 3, Softmax>>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<8>(net, data, CrossEntropy{}, Adam{});
}
