// expect: shape_mismatch<sinew::mistake::layer<0, 2>, sinew::mistake::given<sinew::shape<4>>, sinew::mistake::expected<sinew::shape<5>>>
// topic: layers
// A first layer Concat whose branches take different inputs; the first branch with a fixed input sets that of the net.
// says: layer 0.2, Dense<5, 3>, takes 5 values, but the input of the net gives 4 values: write Dense<4, 3>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Concat<PassThrough, Dense<4, 2>, Dense<5, 3>>, Dense<9, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
