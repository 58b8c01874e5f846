// expect: shape_mismatch<sinew::mistake::layer<1, 2>, sinew::mistake::given<sinew::shape<6>>, sinew::mistake::expected<sinew::shape<7>>>
// topic: layers
// A mismatch in a nested net: layer<1, 2> is layer 2 of layer 1.
// says: layer 1.2, Dense<7, 8>, takes 7 values, but layer 1.1, Dense<8, 6>, gives 6 values: write Dense<6, 8>
#include <sinew/sinew.hpp>
using namespace sinew;

using Encoder = Net<Dense<8, 8>, Dense<8, 6>, Dense<7, 8>>;

int main() {
  Net<Dense<4, 8>, Encoder, Dense<8, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
