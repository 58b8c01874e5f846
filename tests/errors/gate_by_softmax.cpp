// expect: not_an_activation_of_single_values<sinew::mistake::layer<1>, sinew::Gated<sinew::Tanh, sinew::Softmax>, sinew::Softmax>
// topic: layers
// A gate by an activation of all values together.
// says: layer 1, Gated<Tanh, Softmax>, has Softmax, which is no activation of single values: write one such as Tanh, Sigmoid or Identity
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Dense<2, 8>, Gated<Tanh, Softmax>> net;
