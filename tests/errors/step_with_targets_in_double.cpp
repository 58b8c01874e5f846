// expect: wrong_target_data<sinew::mistake::given<const std::array<double, 24>>, sinew::mistake::expected<std::span<const float[^|]*>
// topic: training
// A training step with targets of another precision than the net.
// says: the targets are std::array<double, 24>, but the numbers of the net are float: write std::array<float, 24>
#include <sinew/sinew.hpp>
using namespace sinew;

using Classifier = Net<Dense<4, 3, Softmax>>;

int main() {
  Classifier net;
  Workspace<Classifier, 8, Mode::training> w;
  Optimizer<SGD, Classifier> optimizer;
  std::array<double, 24> t{};
  train_step(net, w, t, CrossEntropy{}, optimizer);
}
