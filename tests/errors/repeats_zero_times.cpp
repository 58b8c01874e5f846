// expect: repeats_zero_times<sinew::mistake::layer<1>, sinew::Repeat<0, sinew::Dense<4, 4[^>]*>
// topic: layers
// No copy at all.
// says: layer 1, Repeat<0, Dense<4, 4>>, repeats its layers 0 times: write at least 1, or remove it
#include <sinew/sinew.hpp>
using namespace sinew;

Net<Dense<2, 4, ReLU>, Repeat<0, Dense<4, 4>>> net;
