// expect: backward_needs_a_training_workspace<sinew::Workspace<[^|]*>
// topic: training
// A training step in an inference workspace.
// says: the workspace is for inference and keeps neither dy() nor the values that backward() needs: write Workspace<Net<Dense<4, 3, Softmax>>, 8, Mode::training>
#include <sinew/sinew.hpp>
using namespace sinew;

using Classifier = Net<Dense<4, 3, Softmax>>;

int main() {
  Classifier net;
  Workspace<Classifier, 8> w;
  Optimizer<SGD, Classifier> optimizer;
  std::array<float, 24> t{};
  train_step(net, w, t, CrossEntropy{}, optimizer);
}
