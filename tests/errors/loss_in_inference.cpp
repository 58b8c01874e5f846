// expect: backward_needs_a_training_workspace<sinew::Workspace<[^|]*>
// topic: workspaces
// forward_loss() in an inference workspace.
// says: the workspace is for inference and keeps neither dy() nor the values that backward() needs: write Workspace<Net<Dense<4, 3, Softmax>>, 8, Mode::training>
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 3, Softmax>>;

int main() {
  Small net;
  Workspace<Small, 8> w;
  const std::vector<int> t(8);
  return static_cast<int>(forward_loss(net, w, t, 8, CrossEntropy{}));
}
