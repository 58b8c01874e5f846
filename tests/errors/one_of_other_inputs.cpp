// expect: another_number_of_inputs<sinew::mistake::given<sinew::mistake::scalars<8>>, sinew::mistake::expected<sinew::mistake::scalars<4>>>
// topic: budgets
// OneOf of nets with different numbers of inputs.
// says: Net<Dense<8, 3, Softmax>> takes 8 values, but the first net of the OneOf, Net<Dense<4, 3, Softmax>>, takes 4: write nets with the same number of inputs
#include <sinew/sinew.hpp>
using namespace sinew;

int main(int argc, char**) {
  OneOf<Net<Dense<4, 3, Softmax>>, Net<Dense<8, 3, Softmax>>> net(argc - 1);
  return static_cast<int>(net.predict({1, 2, 3, 4}));
}
