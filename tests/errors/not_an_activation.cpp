// expect: not_an_activation<sinew::mistake::layer<1>, sinew::Adam>
// topic: layers
// An optimizer where an activation is expected.
// says: layer 1, Dense<8, 2, Adam>, has Adam in place of its activation: write one such as ReLU, Tanh or Softmax; one of your own has the members of activation/concept.hpp
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2, Adam>> net;
  initialize(net, 1);
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
