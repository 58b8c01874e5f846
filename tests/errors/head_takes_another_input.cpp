// expect: shape_mismatch<sinew::mistake::layer<1, 1>, sinew::mistake::given<sinew::shape<8>>, sinew::mistake::expected<sinew::shape<6>>>
// topic: layers
// A head that does not take what the layer before gives.
// says: layer 1.1, Dense<6, 2>, takes 6 values, but layer 0, Dense<4, 8, ReLU>, gives 8 values: write Dense<8, 2>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Heads<Dense<8, 3, Softmax>, Dense<6, 2>>> net;
  return static_cast<int>(net.parameter_count);
}
