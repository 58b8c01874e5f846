// expect: trainer_needs_data_and_loss<sinew::mistake::given<sinew::Dataset<std::array<float, 4>, int>>, sinew::mistake::expected<[^|]*MSE>>
// topic: training
// Options of Trainer::fit() where the loss belongs.
// says: Trainer::fit() lacks a loss: write trainer.fit(data, CrossEntropy{})
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  Trainer trainer(net, SGD{});
  trainer.fit(data, {.epochs = 2});
}
