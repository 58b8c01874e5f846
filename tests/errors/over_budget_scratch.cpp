// expect: over_budget<sinew::mistake::scratch_bytes, sinew::mistake::takes<12288>, sinew::mistake::allowed<8192>>
// topic: budgets
// A batch of sixteen samples, which needs 16·(128 + 64) values of 4 bytes between the layers.
// says: the values between the layers take 12,288 bytes, 4,096 more than the budget of 8,192, and layer 0, Dense<784, 128, ReLU>, gives 128 values a sample, the most: write a smaller batch or smaller layers, or .scratch = 12288 in the Budget
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(fits<Digits, Budget{.scratch = 8_KiB, .batch = 16}>);
