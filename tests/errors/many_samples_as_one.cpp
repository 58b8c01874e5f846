// expect: wrong_input<sinew::mistake::given<std::vector<std::array<float, 4[^|]*>, sinew::mistake::expected<std::array<float, 4(UL)?>>>
// topic: calls
// Many samples in a call for one.
// says: the net takes 4 values, as std::array<float, 4> or a span of fixed extent, of float or std::uint8_t, but x is std::vector<std::array<float, 4>>: for many samples write net(xs, ys) with std::vector<std::array<float, 2>> ys(xs.size())
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  const std::vector<std::array<float, 4>> xs(7);
  return static_cast<int>(net(xs)[0]);
}
