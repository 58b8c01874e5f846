// expect: another_number_of_outputs<sinew::mistake::given<sinew::mistake::scalars<5>>, sinew::mistake::expected<sinew::mistake::scalars<3>>>
// topic: budgets
// OneOf of nets with different numbers of outputs.
// says: Net<Dense<4, 5, Softmax>> gives 5 values, but the first net of the OneOf, Net<Dense<4, 3, Softmax>>, gives 3: write nets with the same number of outputs
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  OneOf<Net<Dense<4, 3, Softmax>>, Net<Dense<4, 5, Softmax>>> net;
  return static_cast<int>(net.predict({1, 2, 3, 4}));
}
