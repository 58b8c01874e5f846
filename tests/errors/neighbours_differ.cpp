// expect: shape_mismatch<sinew::mistake::layer<2>, sinew::mistake::given<sinew::shape<64>>, sinew::mistake::expected<sinew::shape<32>>>
// topic: layers
// A layer whose input size differs from the output size of the layer before it.
// says: layer 2, Dense<32, 10, Softmax>, takes 32 values, but layer 1, Dense<128, 64, ReLU>, gives 64 values: write Dense<64, 10, Softmax>
#include <sinew/sinew.hpp>
using namespace sinew;

using Digits = Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<32, 10, Softmax>>;

int main() {
  Digits net;
  initialize(net, 1);
  return static_cast<int>(net.predict(std::array<float, 784>{}));
}
