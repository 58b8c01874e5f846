// expect: wrong_number_of_branches<sinew::mistake::layer<1>, sinew::mistake::given<sinew::mistake::branches<2>>, sinew::mistake::expected<sinew::mistake::branches<1>>>
// topic: layers
// Branches, where there is one input.
// says: layer 1, Branches<Dense<8, 4, Tanh>, PassThrough>, has 2 branches, but layer 0, Dense<4, 8, ReLU>, gives 1 part: write Concat for branches of one input, or begin the net with Inputs and a shape for each branch
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Branches<Dense<8, 4, Tanh>, PassThrough>, Dense<12, 2>> net;
  return static_cast<int>(net.parameter_count);
}
