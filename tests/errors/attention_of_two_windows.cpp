// expect: option_given_twice<sinew::mistake::layer<0>, sinew::SelfAttention<16, 4, sinew::Window<64>, sinew::Window<32> ?>, sinew::Window<32> ?>
// topic: layers
// Two windows of an attention.
// says: layer 0, SelfAttention<16, 4, Window<64>, Window<32>>, has both Window<64> and Window<32>, of which it takes one: write SelfAttention<16, 4, Window<64>> or SelfAttention<16, 4, Window<32>>
#include <sinew/sinew.hpp>
using namespace sinew;

Net<SelfAttention<16, 4, Window<64>, Window<32>>, Dense<16, 1>> net;
