// expect: heads_within_a_branch<sinew::mistake::layer<0>, sinew::mistake::given<sinew::shapes<sinew::shape<2>, sinew::shape<1>>>>
// topic: layers
// Heads within the steps of a window.
// says: layer 0, Unroll<4, LSTM<3, 4>, Heads<Dense<4, 2>, Dense<4, 1>>>, gives 2 outputs of 2 and 1 values, but only Inputs and the last layer of a net may: write Heads as the last layer, with all heads in it
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Unroll<4, LSTM<3, 4>, Heads<Dense<4, 2>, Dense<4, 1>>>, Flatten> net;
  return static_cast<int>(net.parameter_count);
}
