// expect: over_budget<sinew::mistake::stack_bytes, sinew::mistake::takes<[0-9]+>, sinew::mistake::allowed<1024>>
// topic: budgets
// A net over its stack budget: the values between the layers alone take 768 bytes.
// says: net(x) takes … bytes of the stack, … more than the budget of 1,024, and layer 0, Dense<784, 128, ReLU>, gives 128 values, the most: write smaller layers, .stack = … in the Budget, or net(x, workspace), whose memory is the caller's, without .stack
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(fits<Digits, Budget{.stack = 1_KiB}>);
