// expect: made_for_another_net<sinew::mistake::given<sinew::Optimizer<[^|]*>, sinew::mistake::expected<sinew::BasicNet<[^|]*>
// topic: training
// A training step with the optimizer of another net.
// says: the optimizer is made for another net, whose layer 0 is Dense<4, 3, ReLU>, not Dense<4, 3, Softmax>: write Optimizer<SGD, Net<Dense<4, 3, Softmax>>>
#include <sinew/sinew.hpp>
using namespace sinew;

using Classifier = Net<Dense<4, 3, Softmax>>;

int main() {
  Classifier net;
  Workspace<Classifier, 8, Mode::training> w;
  Optimizer<SGD, Net<Dense<4, 3, ReLU>>> optimizer;
  std::array<float, 24> t{};
  train_step(net, w, t, CrossEntropy{}, optimizer);
}
