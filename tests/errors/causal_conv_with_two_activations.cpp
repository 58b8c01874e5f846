// expect: option_given_twice<sinew::mistake::layer<0>, sinew::CausalConv1D<2, 8, 3, sinew::ReLU, sinew::Tanh>, sinew::ReLU>
// topic: layers
// Two activations in a causal convolution.
// says: layer 0, CausalConv1D<2, 8, 3, ReLU, Tanh>, has ReLU and another option of its kind: remove one of them
#include <sinew/sinew.hpp>
using namespace sinew;

Net<CausalConv1D<2, 8, 3, ReLU, Tanh>> net;
