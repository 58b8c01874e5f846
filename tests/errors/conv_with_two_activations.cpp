// expect: option_given_twice<sinew::mistake::layer<1>, sinew::Conv2D<8, 3, sinew::ReLU, sinew::Tanh>, sinew::ReLU>
// topic: layers
// Two activations of one layer.
// way out: One of them, or a layer Activate<Tanh> behind it.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<8, 3, ReLU, Tanh>> net;
  return static_cast<int>(net.parameters[0]);
}
