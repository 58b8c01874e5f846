// expect: shape_mismatch<sinew::mistake::layer<1, 2>, sinew::mistake::given<sinew::shape<8>>, sinew::mistake::expected<sinew::shape<6>>>
// topic: layers
// A branch whose input differs from that of the other branches: layer<1, 2> is branch 2 of layer 1.
// says: layer 1.2, Dense<6, 3>, takes 6 values, but layer 0, Dense<4, 8, ReLU>, gives 8 values: write Dense<8, 3>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Concat<PassThrough, Dense<8, 4>, Dense<6, 3>>, Dense<15, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
