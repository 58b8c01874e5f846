// expect: loss_needs_another_output<sinew::CrossEntropy, sinew::mistake::given<sinew::ReLU>, sinew::mistake::expected<sinew::Softmax>>
// topic: training
// A training step with a loss that needs another output activation.
// says: CrossEntropy takes outputs of Softmax, but layer 0, Dense<4, 3, ReLU>, gives outputs of ReLU: write Dense<4, 3, Softmax>, or a loss of numbers such as MSE{}
#include <sinew/sinew.hpp>
using namespace sinew;

using Classifier = Net<Dense<4, 3, ReLU>>;

int main() {
  Classifier net;
  Workspace<Classifier, 8, Mode::training> w;
  Optimizer<SGD, Classifier> optimizer;
  std::array<float, 24> t{};
  train_step(net, w, t, CrossEntropy{}, optimizer);
}
