// expect: backward_needs_a_training_workspace<sinew::Workspace<[^|]*>
// topic: workspaces
// The gradient of the outputs from an inference workspace.
// says: the workspace is for inference and keeps neither dy() nor the values that backward() needs: write Workspace<Net<Dense<4, 2>>, 8, Mode::training>
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8> w;
  w.dy()[0][0] = 1;
}
