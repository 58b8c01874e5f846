// expect: over_budget<sinew::mistake::training_bytes, sinew::mistake::takes<[0-9]+>, sinew::mistake::allowed<1048576>>
// topic: budgets
// Training with Adam over its budget: a gradient and two moments take three times the parameters, plus the batch.
// way out: Use an optimizer with fewer slots (SGD), a smaller net, or a larger budget.
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(fits<Digits, Budget{.training = 1_MiB, .batch = 64}, Adam>);
