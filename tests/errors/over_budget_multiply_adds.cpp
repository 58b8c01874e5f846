// expect: over_budget<sinew::mistake::multiply_adds, sinew::mistake::takes<109184>, sinew::mistake::allowed<100000>>
// topic: budgets
// 784·128 + 128·64 + 64·10 multiply-adds a sample, over a budget of 100,000.
// way out: Use a smaller net, or a larger budget.
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(fits<Digits, Budget{.parameters = 1_MiB, .multiply_adds = 100'000}>);
