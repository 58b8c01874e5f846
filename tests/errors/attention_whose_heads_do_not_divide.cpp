// expect: heads_do_not_divide<sinew::mistake::layer<1>, sinew::SelfAttention<16, 3, sinew::Context<64> ?>, sinew::mistake::given<sinew::mistake::scalars<16> ?> ?>
// topic: layers
// Sixteen values in three heads.
// says: layer 1, SelfAttention<16, 3, Context<64>>, divides 16 values into heads, which must be of one size: write a number of heads that divides 16
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Embedding<30, 16>, SelfAttention<16, 3, Context<64>>, Dense<16, 30, Softmax>> net;
