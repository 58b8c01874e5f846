// expect: option_given_twice<sinew::mistake::layer<1>, sinew::Conv2D<8, 3, sinew::ReLU, sinew::Tanh>, sinew::ReLU>
// topic: layers
// Two activations in one layer.
// says: layer 1, Conv2D<8, 3, ReLU, Tanh>, has both ReLU and Tanh, of which it takes one: write Conv2D<8, 3, ReLU> or Conv2D<8, 3, Tanh>, or both in a row: Conv2D<8, 3, ReLU>, Activate<Tanh>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<8, 3, ReLU, Tanh>> net;
  return static_cast<int>(net.parameters[0]);
}
