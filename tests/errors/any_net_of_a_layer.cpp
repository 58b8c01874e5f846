// expect: not_a_net<sinew::Dense<28, 4, sinew::Softmax
// topic: budgets
// A layer, given to a choice of nets.
// way out: A layer alone is no net: Net<Dense<28, 4, Softmax>>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { AnyNet<28, 4, 4_KiB> any = Dense<28, 4, Softmax>{}; }
