// expect: another_scalar<sinew::mistake::given<double>, sinew::mistake::expected<float>>
// topic: budgets
// OneOf of nets with different scalars.
// says: the scalar of BasicNet<double, Dense<4, 3>> is double, but that of the first net of the OneOf, Net<Dense<4, 3>>, is float: write Net<Dense<4, 3>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  OneOf<Net<Dense<4, 3>>, BasicNet<double, Dense<4, 3>>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
