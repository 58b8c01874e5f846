// expect: shape_mismatch<sinew::mistake::layer<1>, sinew::mistake::given<sinew::shapes<sinew::shape<4>, sinew::shape<2, 3, 3>>>, sinew::mistake::expected<sinew::shape<4>>>
// topic: layers
// A layer behind several inputs takes one of them.
// says: layer 1, Dense<4, 8, ReLU>, takes 4 values, but layer 0, Inputs<shape<4>, shape<2, 3, 3>>, gives 4 and 2 × 3 × 3 values: write Flatten, Dense<22, 8, ReLU>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Inputs<shape<4>, shape<2, 3, 3>>, Dense<4, 8, ReLU>, Dense<8, 2>> net;
  return static_cast<int>(net.parameter_count);
}
