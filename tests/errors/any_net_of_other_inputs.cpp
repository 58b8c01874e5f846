// expect: another_number_of_inputs<sinew::mistake::given<sinew::mistake::scalars<30>>, sinew::mistake::expected<sinew::mistake::scalars<28>>>
// topic: budgets
// AnyNet says how many inputs its nets take.
// way out: The number of inputs that all its nets share: AnyNet<30, 4>, or a net of 28 inputs.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<30, 4, Softmax>> net;
  AnyNet<28, 4, 4_KiB> any;
  any = net;
}
