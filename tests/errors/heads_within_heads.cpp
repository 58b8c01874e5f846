// expect: heads_within_a_branch<sinew::mistake::layer<1, 1>, sinew::mistake::given<sinew::shapes<sinew::shape<3>, sinew::shape<2>>>>
// topic: layers
// Heads within a head.
// says: layer 1.1, Heads<Dense<8, 3>, Dense<8, 2>>, gives 2 outputs of 3 and 2 values, but only Inputs and the last layer of a net may: write Heads as the last layer, with all heads in it
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 1>, Heads<Dense<8, 3>, Dense<8, 2>>>> net;
  return static_cast<int>(net.parameter_count);
}
