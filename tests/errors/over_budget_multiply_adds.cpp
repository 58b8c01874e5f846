// expect: over_budget<sinew::mistake::multiply_adds, sinew::mistake::takes<109184>, sinew::mistake::allowed<100000>>
// topic: budgets
// 784·128 + 128·64 + 64·10 multiply-adds a sample, over a budget of 100,000.
// says: the net takes 109,184 multiply-adds a sample, 9,184 more than the budget of 100,000, and layer 0, Dense<784, 128, ReLU>, takes 100,352 of them: write smaller layers, or .multiply_adds = 109184 in the Budget
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(fits<Digits, Budget{.parameters = 1_MiB, .multiply_adds = 100'000}>);
