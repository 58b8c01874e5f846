// expect: single_output_is_constant<sinew::mistake::layer<1>, sinew::Dense<8, 1, sinew::Softmax[^>]*>, sinew::mistake::instead<sinew::Sigmoid>>
// topic: layers
// Softmax shares 1 out among the outputs, so that a single one is always 1.
// way out: Sigmoid for yes or no; with Softmax one output for each class.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1, Softmax>> net;
  initialize(net, 1);
}
