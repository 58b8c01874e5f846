// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<16>>, sinew::mistake::expected<sinew::shape<8>>>
// topic: budgets
// OneOf with a net that contains a mistake: the error is that of the net.
// says: layer 1, Dense<8, 3, Softmax>, takes 8 values, but layer 0, Dense<4, 16, ReLU>, gives 16 values: write Dense<16, 3, Softmax>
#include <sinew/sinew.hpp>
using namespace sinew;

int main(int argc, char**) {
  OneOf<Net<Dense<4, 3, Softmax>>, Net<Dense<4, 16, ReLU>, Dense<8, 3, Softmax>>> net(argc - 1);
  return static_cast<int>(net.predict({1, 2, 3, 4}));
}
