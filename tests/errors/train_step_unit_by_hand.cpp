// expect: no_gradient<sinew::mistake::layer<0, 1>, sinew::Step, sinew::mistake::instead<sinew::mistake::fit_perceptron_for_one_layer, sinew::Sigmoid>>
// topic: workspaces
// backward through Step units in a nested net; their derivative is 0 everywhere.
// says: layer 0.1, Dense<4, 1, Step>, cannot be trained by gradient, because the derivative of Step is 0 everywhere: write Dense<4, 1, Sigmoid>
#include <sinew/sinew.hpp>
using namespace sinew;

using Gate = Net<Net<Dense<2, 4>, Dense<4, 1, Step>>, Dense<1, 1, Sigmoid>>;

int main() {
  Gate net;
  Workspace<Gate, 4, Mode::training> w;
  Gate::Parameters gradient{};
  net.forward(w);
  net.backward(w, gradient);
}
