// expect: not_an_option<sinew::mistake::layer<1>, sinew::CausalConv1D<2, 8, 4, sinew::Stride<2(, 2)?>, sinew::Padding<1>>, sinew::Padding<1>>
// topic: layers
// Padding of a causal convolution, which has its own.
// says: layer 1, CausalConv1D<2, 8, 4, Stride<2>, Padding<1>>, does not take Padding<1> as an option: remove it
// way out: CausalConv1D takes an activation, an initializer, Stride, Dilation, Groups and NoBias.
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Input<2, 2>, CausalConv1D<2, 8, 4, Stride<2>, Padding<1>>, LastStep, Dense<8, 1>> net;
