// expect: over_budget<sinew::mistake::parameter_bytes, sinew::mistake::takes<437632>, sinew::mistake::allowed<65536>>
// topic: budgets
// Weights of 437,632 bytes, over a budget of 64 KiB.
// way out: Use a smaller net, or a larger budget.
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(fits<Digits, Budget{.parameters = 64_KiB, .scratch = 8_KiB, .multiply_adds = 1'000'000}>);
