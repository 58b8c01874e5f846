// expect: not_an_optimizer<sinew::ReLU>
// topic: budgets
// An activation where the optimizer of a training budget is expected.
// says: the optimizer is ReLU, an activation: write one such as Adam
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 10, Softmax>>;
static_assert(fits<Digits, Budget{.training = 1_MiB, .batch = 64}, ReLU>);
