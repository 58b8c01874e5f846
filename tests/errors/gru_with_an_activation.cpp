// expect: not_an_option<sinew::mistake::layer<0>, sinew::GRU<2, 8, sinew::Tanh>, sinew::Tanh>
// topic: layers
// An activation as an option of GRU, whose functions are fixed.
// says: layer 0, GRU<2, 8, Tanh>, does not take Tanh as an option: remove it
// way out: GRU takes ResetAfter or ResetBefore.
#include <sinew/sinew.hpp>
using namespace sinew;

Net<GRU<2, 8, Tanh>, Dense<8, 1>> net;
