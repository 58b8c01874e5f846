// expect: start_the_net_with_Input<sinew::mistake::layer<0>, sinew::CausalConv1D<2, 8, 3, sinew::Stride<2(, 2)?>>>
// topic: layers
// A causal convolution with a stride as the first layer: it does not know how many inputs a step has.
// says: layer 0, CausalConv1D<2, 8, 3, Stride<2>>, takes its shape from its input, which no layer before it names: begin the net with the shape of a sample, such as Input<2, 2>
// way out: With Input<2, 2> in front each step has two inputs of two values, and the layer gives 1 × 8 of them.
#include <sinew/sinew.hpp>
using namespace sinew;

Net<CausalConv1D<2, 8, 3, Stride<2>>, LastStep, Dense<8, 1>> net;
