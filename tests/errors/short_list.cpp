// expect: wrong_input<sinew::mistake::given<float ?\[3\]>, sinew::mistake::expected<std::array<float, 4>>>
// topic: calls
// A braced list with one number too few.
// says: the net takes 4 values, as std::array<float, 4> or a span of fixed extent, of float or std::uint8_t, but x is a list of 3 values: write 4 values, or Dense<3, 8, ReLU> as layer 0
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  return static_cast<int>(net({1, 2, 3})[0]);
}
