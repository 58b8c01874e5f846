// expect: over_budget<sinew::mistake::training_bytes, sinew::mistake::takes<[0-9]+>, sinew::mistake::allowed<1048576>>
// topic: budgets
// Training with Adam over its budget: a gradient and two moments take three times the parameters, plus the batch.
// says: training takes … bytes, … more than the budget of 1,048,576; the gradient takes as much as the parameters, 437,632 bytes, and so does each slot of the optimizer: write a smaller batch, an optimizer with fewer slots such as SGD, smaller layers, or .training = … in the Budget
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>;
static_assert(fits<Digits, Budget{.training = 1_MiB, .batch = 64}, Adam>);
