// expect: not_an_option<sinew::mistake::layer<1>, sinew::Dropout<sinew::Ratio<1, 5>, sinew::Tanh>, sinew::Tanh>
// topic: layers
// An activation as an option of a dropout.
// says: layer 1, Dropout<Ratio<1, 5>, Tanh>, does not take Tanh: write Dropout<Ratio<1, 5>>, Activate<Tanh>; its options are Variational
// way out: Variational is the only option: the same mask in all steps of a sequence.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, Dropout<Ratio<1, 5>, Tanh>, Dense<8, 2>> net;
  initialize(net, 1);
}
