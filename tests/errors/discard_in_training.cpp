// expect: dx_needs_an_input_gradient_workspace<sinew::Workspace<[^|]*>
// topic: workspaces
// Neither the gradients of parameters nor those of inputs.
// says: w.dx() is the gradient of the inputs, which a workspace for training does not hold: write Workspace<Net<Dense<4, 8, ReLU>, Dense<8, 1>>, 16, Mode::input_gradient>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1>> net;
  Workspace<Net<Dense<4, 8, ReLU>, Dense<8, 1>>, 16, Mode::training> w;
  net.forward(w);
  net.backward(w, discard);
}
