// expect: wrong_number_of_branches<sinew::mistake::layer<1>, sinew::mistake::given<sinew::mistake::branches<3>>, sinew::mistake::expected<sinew::mistake::branches<2>>>
// topic: layers
// Three branches for two inputs.
// says: layer 1, Branches<Dense<4, 8, ReLU>, Dense<5, 8>, PassThrough>, has 3 branches, but layer 0, Inputs<shape<4>, shape<5>>, gives 2 parts: write one branch for each part, PassThrough to leave it as it is
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Inputs<shape<4>, shape<5>>, Branches<Dense<4, 8, ReLU>, Dense<5, 8>, PassThrough>, Dense<21, 2>> net;
  return static_cast<int>(net.parameter_count);
}
