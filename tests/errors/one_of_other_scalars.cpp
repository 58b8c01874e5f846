// expect: another_scalar<sinew::mistake::given<double>, sinew::mistake::expected<float>>
// topic: budgets
// OneOf of nets with different scalars.
// way out: Use nets with the same inputs, outputs and scalar.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  OneOf<Net<Dense<4, 3>>, BasicNet<double, Dense<4, 3>>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
