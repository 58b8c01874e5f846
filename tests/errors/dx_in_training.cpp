// expect: dx_needs_an_input_gradient_workspace<sinew::Workspace<[^|]*>
// topic: workspaces
// The gradient of the inputs from a training workspace, which does not compute it.
// says: w.dx() is the gradient of the inputs, which a workspace for training does not hold: write Workspace<Net<Dense<4, 2>>, 8, Mode::input_gradient>
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8, Mode::training> w;
  return static_cast<int>(w.dx()[0][0]);
}
