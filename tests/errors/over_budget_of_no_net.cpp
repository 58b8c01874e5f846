// expect: not_a_net<sinew::Dense<784, 10, sinew::Softmax
// topic: budgets
// A layer, measured against a budget.
// way out: A layer is no net yet: Net<Dense<784, 10, Softmax>>.
#include <sinew/sinew.hpp>
using namespace sinew;

static_assert(fits<Dense<784, 10, Softmax>, Budget{.parameters = 1_MiB}>);
