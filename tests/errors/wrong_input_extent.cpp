// expect: wrong_input<sinew::mistake::given<std::vector<float[^|]*>, sinew::mistake::expected<std::array<float, 4>>>
// topic: calls
// A sample in a container whose size is unknown at compile time.
// says: the net takes 4 values, as std::array<float, 4> or a span of fixed extent, of float or std::uint8_t, but x is std::vector<float>: write std::span<const float, 4>(x.data(), 4)
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  const std::vector<float> x{1, 2, 3, 4};
  return static_cast<int>(net(x)[0]);
}
