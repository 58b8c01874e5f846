// expect: not_a_net<sinew::Dense<784, 10, sinew::Softmax
// topic: budgets
// A budget check of a layer.
// way out: Wrap the layer in a net: Net<Dense<784, 10, Softmax>>.
#include <sinew/sinew.hpp>
using namespace sinew;

static_assert(fits<Dense<784, 10, Softmax>, Budget{.parameters = 1_MiB}>);
