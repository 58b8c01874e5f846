// expect: shape_mismatch<sinew::mistake::layer<1, 1>, sinew::mistake::given<sinew::shape<5>>, sinew::mistake::expected<sinew::shape<6>>>
// topic: layers
// A branch that does not take its input: layer<1, 1> is branch 1 of layer 1.
// says: layer 1.1, Dense<6, 8>, takes 6 values, but layer 0, Inputs<shape<4>, shape<5>>, gives 5 values: write Dense<5, 8>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Inputs<shape<4>, shape<5>>, Branches<Dense<4, 8, ReLU>, Dense<6, 8>>, Dense<16, 2>> net;
  return static_cast<int>(net.parameter_count);
}
