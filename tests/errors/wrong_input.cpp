// expect: wrong_input<sinew::mistake::given<std::array<float, 3>>, sinew::mistake::expected<std::array<float, 4>>>
// topic: calls
// A sample of another size.
// says: the net takes 4 values, as std::array<float, 4> or a span of fixed extent, of float or std::uint8_t, but x is std::array<float, 3>: write std::array<float, 4>, or Dense<3, 8, ReLU> as layer 0
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  const std::array<float, 3> x{1, 2, 3};
  return static_cast<int>(net(x)[0]);
}
