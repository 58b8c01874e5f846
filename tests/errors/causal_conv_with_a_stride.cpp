// expect: not_an_option<sinew::mistake::layer<0>, sinew::CausalConv1D<2, 8, 3, sinew::Stride<2(, 2)?>>, sinew::Stride<2(, 2)?>>
// topic: layers
// A stride in a net that has an output for each step.
// says: layer 0, CausalConv1D<2, 8, 3, Stride<2>>, does not take Stride<2> as an option: remove it
// way out: CausalConv1D takes an activation, an initializer, Dilation, Groups and NoBias.
#include <sinew/sinew.hpp>
using namespace sinew;

Net<CausalConv1D<2, 8, 3, Stride<2>>, Dense<8, 1>> net;
