// expect: another_number_of_inputs<sinew::mistake::given<sinew::mistake::scalars<30>>, sinew::mistake::expected<sinew::mistake::scalars<28>>>
// topic: budgets
// AnyNet constructed from a net with another number of inputs.
// way out: Give AnyNet the number of inputs that all its nets share, AnyNet<30, 4>, or use a net of 28 inputs.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<30, 4, Softmax>> net;
  AnyNet<28, 4, 4_KiB> any;
  any = net;
}
