// expect: attention_without_context<sinew::mistake::layer<1>, sinew::SelfAttention<16, 4, sinew::ALiBi> ?>
// topic: layers
// An attention over no window.
// says: layer 1, SelfAttention<16, 4, ALiBi>, does not say to how many steps a step attends: add Context<64>, for itself and the 63 steps before it
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Embedding<30, 16>, SelfAttention<16, 4, ALiBi>, Dense<16, 30, Softmax>> net;
