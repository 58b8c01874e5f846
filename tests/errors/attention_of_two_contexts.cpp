// expect: option_given_twice<sinew::mistake::layer<0>, sinew::SelfAttention<16, 4, sinew::Context<64>, sinew::Context<32> ?>, sinew::Context<32> ?>
// topic: layers
// Two windows of an attention.
// says: layer 0, SelfAttention<16, 4, Context<64>, Context<32>>, has both Context<64> and Context<32>, of which it takes one: write SelfAttention<16, 4, Context<64>> or SelfAttention<16, 4, Context<32>>
#include <sinew/sinew.hpp>
using namespace sinew;

Net<SelfAttention<16, 4, Context<64>, Context<32>>, Dense<16, 1>> net;
