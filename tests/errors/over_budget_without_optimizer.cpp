// expect: training_budget_needs_an_optimizer<sinew::BasicNet<float, sinew::Dense<784, 10[^|]*>
// topic: budgets
// A training budget without an optimizer, on which the memory depends.
// says: the Budget limits .training, whose memory depends on the optimizer, and none is named: write fits<Net<Dense<784, 10, Softmax>>, Budget{…}, Adam>
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 10, Softmax>>;
static_assert(fits<Digits, Budget{.training = 1_MiB, .batch = 64}>);
