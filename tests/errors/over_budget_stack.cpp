// expect: over_budget<sinew::mistake::stack_bytes, sinew::mistake::takes<[0-9]+>, sinew::mistake::allowed<1024>>
// topic: budgets
// A net over its stack budget: the values between the layers alone take 768 bytes.
// way out: Use a smaller net, or a larger budget.
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(fits<Digits, Budget{.stack = 1_KiB}>);
