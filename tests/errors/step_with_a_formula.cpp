// expect: made_for_another_net<sinew::mistake::given<sinew::SGD>, sinew::mistake::expected<sinew::BasicNet<float, sinew::Dense<4, 3, sinew::Softmax[^|]*>
// topic: training
// A training step with the formula of an optimizer, which keeps nothing from step to step.
// says: SGD is the formula of an optimizer: write Optimizer<SGD, Net<Dense<4, 3, Softmax>>> optimizer, and optimizer in its place
#include <sinew/sinew.hpp>
using namespace sinew;

using Classifier = Net<Dense<4, 3, Softmax>>;

int main() {
  Classifier net;
  Workspace<Classifier, 8, Mode::training> w;
  SGD sgd{.rate = 0.1};
  std::array<float, 24> t{};
  train_step(net, w, t, CrossEntropy{}, sgd);
}
