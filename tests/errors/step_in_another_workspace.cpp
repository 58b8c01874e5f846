// expect: made_for_another_net<sinew::mistake::given<sinew::Workspace<[^|]*>, sinew::mistake::expected<sinew::BasicNet<[^|]*>
// topic: training
// A training step in the workspace of another net.
// says: the workspace is made for another net, whose layer 0 is Dense<4, 3, ReLU>, not Dense<4, 3, Softmax>: write Workspace<Net<Dense<4, 3, Softmax>>, 8, Mode::training>
#include <sinew/sinew.hpp>
using namespace sinew;

using Classifier = Net<Dense<4, 3, Softmax>>;

int main() {
  Classifier net;
  Workspace<Net<Dense<4, 3, ReLU>>, 8, Mode::training> w;
  Optimizer<SGD, Classifier> optimizer;
  std::array<float, 24> t{};
  train_step(net, w, t, CrossEntropy{}, optimizer);
}
