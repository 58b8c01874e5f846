// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shape<8>>, sinew::mistake::expected<sinew::shape<9>>>
// topic: layers
// A shape mismatch in a net passed to fit(): still exactly one error.
// says: layer 1, Dense<9, 3, Softmax>, takes 9 values, but layer 0, Dense<4, 8, ReLU>, gives 8 values: write Dense<8, 3, Softmax>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<9, 3, Softmax>> net;
  Dataset<std::array<float, 4>, int> data;
  fit<16>(net, data, CrossEntropy{}, SGD{.rate = 0.1}, {.epochs = 10});
  return static_cast<int>(evaluate(net, data, CrossEntropy{}).loss);
}
