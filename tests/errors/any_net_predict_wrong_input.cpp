// expect: wrong_input<sinew::mistake::given<std::array<float, 5>>, sinew::mistake::expected<std::array<float, 4>>>
// topic: calls
// AnyNet::predict() of a sample of another size.
// says: the net takes 4 values, as std::array<float, 4> or a span of fixed extent, of float or std::uint8_t, but x is std::array<float, 5>: write std::array<float, 4>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const AnyNet<4, 2, 1024> net = Net<Dense<4, 2>>{};
  return static_cast<int>(net.predict(std::array<float, 5>{}));
}
