// expect: backward_needs_a_training_workspace<sinew::Workspace<sinew::BasicNet<float, sinew::Dense<4, 2[^|]*>
// topic: workspaces
// backward in an inference workspace, which keeps nothing that backward could use.
// says: the workspace is for inference and keeps neither dy() nor the values that backward() needs: write Workspace<Net<Dense<4, 2>>, 8, Mode::training>
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 8> w;
  Small::Parameters gradient{};
  net.forward(w);
  net.backward(w, gradient);
}
