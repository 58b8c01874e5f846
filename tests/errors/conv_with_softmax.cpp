// expect: not_an_option<sinew::mistake::layer<1>, sinew::Conv2D<8, 3, sinew::Softmax>, sinew::Softmax>
// topic: layers
// Softmax as the activation of a convolution, which takes elementwise activations only.
// says: layer 1, Conv2D<8, 3, Softmax>, does not take Softmax, which is applied to a vector: write Conv2D<8, 3>, Flatten, Activate<Softmax>, or end the net with a Dense that has it
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<8, 3, Softmax>> net;
  return static_cast<int>(net.parameters[0]);
}
