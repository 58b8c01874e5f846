// expect: over_budget<sinew::mistake::parameter_bytes, sinew::mistake::takes<437632>, sinew::mistake::allowed<65536>>
// topic: budgets
// Weights of 437,632 bytes, over a budget of 64 KiB.
// says: the net takes 437,632 bytes of parameters, 372,096 more than the budget of 65,536, and layer 0, Dense<784, 128, ReLU>, takes 401,920 of them: write smaller layers, or .parameters = 437632 in the Budget
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(fits<Digits, Budget{.parameters = 64_KiB, .scratch = 8_KiB, .multiply_adds = 1'000'000}>);
