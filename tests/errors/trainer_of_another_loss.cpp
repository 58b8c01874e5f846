// expect: loss_needs_another_output<sinew::CrossEntropy, sinew::mistake::given<sinew::ReLU>, sinew::mistake::expected<sinew::Softmax>>
// topic: training
// Trainer::fit() with a loss that does not fit the output activation.
// way out: End the net with Softmax.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, ReLU>> net;
  Dataset<std::array<float, 4>, int> data;
  Trainer trainer(net, SGD{});
  trainer.fit(data, CrossEntropy{}, {.epochs = 2});
}
