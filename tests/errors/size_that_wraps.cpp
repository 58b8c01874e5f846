// expect: absurd_size<sinew::mistake::layer<0>, sinew::Input<4294967296, 4294967296>, sinew::mistake::expected<[^|]*>
// topic: layers
// Extents whose product exceeds std::size_t.
// says: layer 0, Input<4294967296, 4294967296>, has more than 68,719,476,735 scalars, the most that are allowed: look for a mistyped extent, or for one computed below 0
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1ull << 32, 1ull << 32>, Flatten, Dense<16, 2>> net;
  initialize(net, 1);
}
