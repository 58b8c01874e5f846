// expect: not_an_option<sinew::mistake::layer<0>, sinew::SelfAttention<16, 4, sinew::Context<64>, sinew::Tanh>, sinew::Tanh>
// topic: layers
// An activation as an option of an attention.
// says: layer 0, SelfAttention<16, 4, Context<64>, Tanh>, does not take Tanh as an option: remove it
// way out: SelfAttention takes Context and ALiBi; an activation after it is Activate<Tanh>.
#include <sinew/sinew.hpp>
using namespace sinew;

Net<SelfAttention<16, 4, Context<64>, Tanh>, Dense<16, 1>> net;
