// expect: activation_in_a_recurrence<sinew::mistake::layer<0>, sinew::RNN<2, 8, sinew::GELU>, sinew::GELU>
// topic: layers
// An activation in an RNN whose derivative does not follow from its output.
// says: layer 0, RNN<2, 8, GELU>, goes on from its outputs, but GELU needs its input for its derivative: write Tanh or ReLU, or another one whose derivative follows from its output
#include <sinew/sinew.hpp>
using namespace sinew;

Net<RNN<2, 8, GELU>, Dense<8, 1>> net;
