// expect: training_budget_needs_an_optimizer<sinew::BasicNet<float, sinew::Dense<784, 10[^|]*>
// topic: budgets
// A training budget without an optimizer, on which the memory depends.
// way out: fits<Digits, Budget{.training = 1_MiB, .batch = 64}, Adam>.
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 10, Softmax>>;
static_assert(fits<Digits, Budget{.training = 1_MiB, .batch = 64}>);
