// expect: single_output_is_constant<sinew::mistake::layer<1>, sinew::Dense<8, 1, sinew::Softmax[^>]*>, sinew::mistake::instead<sinew::Sigmoid>>
// topic: layers
// Softmax over a single output, which is always 1.
// says: layer 1, Dense<8, 1, Softmax>, has a single output, and its activation makes the sum of the outputs 1, so it is always 1: write Dense<8, 1, Sigmoid>, or one output per class
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1, Softmax>> net;
  initialize(net, 1);
}
