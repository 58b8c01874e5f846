// expect: not_a_net<sinew::Dense<28, 4, sinew::Softmax
// topic: budgets
// AnyNet constructed from a layer.
// says: Dense<28, 4, Softmax> is a layer, where a net is expected: write Net<Dense<28, 4, Softmax>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() { AnyNet<28, 4, 4_KiB> any = Dense<28, 4, Softmax>{}; }
