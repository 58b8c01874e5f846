// expect: not_an_activation<sinew::mistake::layer<1>, sinew::Flatten>
// topic: layers
// Activate of a type that is not an activation.
// says: layer 1, Activate<Flatten>, has Flatten in place of its activation: write one such as ReLU, Tanh or Softmax; one of your own has the members of activation/concept.hpp
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, Activate<Flatten>> net;
  initialize(net, 1);
}
