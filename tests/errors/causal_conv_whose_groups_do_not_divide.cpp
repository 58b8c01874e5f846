// expect: groups_do_not_divide<sinew::mistake::layer<1>, sinew::Groups<3>, sinew::mistake::given<sinew::mistake::channels<8>>>
// topic: layers
// Groups of a causal convolution that do not divide its inputs.
// says: layer 1, CausalConv1D<8, 9, 3, Groups<3>>, has Groups<3>, which does not divide 8 channels: write a number that divides the input channels and the output channels
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Dense<2, 8>, CausalConv1D<8, 9, 3, Groups<3>>> net;
