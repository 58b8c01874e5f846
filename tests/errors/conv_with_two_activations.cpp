// expect: option_given_twice<sinew::mistake::layer<1>, sinew::Conv2D<8, 3, sinew::ReLU, sinew::Tanh>, sinew::ReLU>
// topic: layers
// Two activations in one layer.
// way out: Keep one of them, or add a layer after it: Activate<Tanh>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<8, 3, ReLU, Tanh>> net;
  return static_cast<int>(net.parameters[0]);
}
