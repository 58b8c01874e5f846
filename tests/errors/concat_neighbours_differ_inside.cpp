// expect: shape_mismatch<sinew::mistake::layer<1, 1, 1>, sinew::mistake::given<sinew::shape<4>>, sinew::mistake::expected<sinew::shape<5>>>
// topic: layers
// A mismatch in a branch that is a net: layer<1, 1, 1> is layer 1 of branch 1 of layer 1.
// says: layer 1.1.1, Dense<5, 2>, takes 5 values, but layer 1.1.0, Dense<8, 4, ReLU>, gives 4 values: write Dense<4, 2>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Concat<PassThrough, Net<Dense<8, 4, ReLU>, Dense<5, 2>>>, Dense<10, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
