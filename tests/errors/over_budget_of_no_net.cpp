// expect: not_a_net<sinew::Dense<784, 10, sinew::Softmax
// topic: budgets
// A budget check of a layer.
// says: Dense<784, 10, Softmax> is a layer, where a net is expected: write Net<Dense<784, 10, Softmax>>
#include <sinew/sinew.hpp>
using namespace sinew;

static_assert(fits<Dense<784, 10, Softmax>, Budget{.parameters = 1_MiB}>);
