// expect: over_budget<sinew::mistake::stream_bytes, sinew::mistake::takes<160>, sinew::mistake::allowed<128>
// topic: budgets
// More memory for each stream than allowed.
// says: each sequence of a Stream takes 160 bytes, 32 more than the budget of 128: write recurrent layers with fewer units, or .stream = 160 in the Budget
#include <sinew/sinew.hpp>
using namespace sinew;

using Amp = Net<LSTM<1, 20>, Dense<20, 1>>;

static_assert(fits<Amp, Budget{.stream = 128}>);
