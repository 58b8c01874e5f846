// expect: shape_mismatch<sinew::mistake::layer<1, 1>, sinew::mistake::given<sinew::shape<3>>, sinew::mistake::expected<sinew::shape<6>>>
// topic: layers
// A mismatch within a residual block: layer<1, 1> is layer 1 of layer 1.
// says: layer 1.1, Dense<6, 8>, takes 6 values, but layer 1.0, Dense<8, 3, ReLU>, gives 3 values: write Dense<3, 8>
// way out: Or make the first of the two give 6 values: Dense<8, 6, ReLU>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Residual<Dense<8, 3, ReLU>, Dense<6, 8>>, Dense<8, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
