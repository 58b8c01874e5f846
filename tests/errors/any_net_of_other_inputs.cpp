// expect: another_number_of_inputs<sinew::mistake::given<sinew::mistake::scalars<30>>, sinew::mistake::expected<sinew::mistake::scalars<28>>>
// topic: budgets
// AnyNet constructed from a net with another number of inputs.
// says: Net<Dense<30, 4, Softmax>> takes 30 values, but the nets of AnyNet<28, 4, 4096> take 28: write AnyNet<30, 4, 4096>, or a net of 28 inputs
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<30, 4, Softmax>> net;
  AnyNet<28, 4, 4_KiB> any;
  any = net;
}
