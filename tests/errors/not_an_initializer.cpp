// expect: not_an_initializer<sinew::mistake::layer<0>, sinew::Tanh>
// topic: layers
// An activation where an initializer is expected.
// says: layer 0, Dense<4, 8, ReLU, Tanh>, has Tanh in place of its initializer: write one such as HeNormal or XavierUniform; a layer takes one activation
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU, Tanh>, Dense<8, 2>> net;
  initialize(net, 1);
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
