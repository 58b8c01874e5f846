// expect: wrong_input<sinew::mistake::given<std::array<double, 4>>, sinew::mistake::expected<std::array<float, 4>>>
// topic: calls
// A sample of another precision; numbers are not narrowed silently.
// says: the net takes 4 values, as std::array<float, 4> or a span of fixed extent, of float or std::uint8_t, but x is std::array<double, 4>: convert the values to std::array<float, 4>, or write BasicNet<double, …> for the net
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  const std::array<double, 4> x{1, 2, 3, 4};
  return static_cast<int>(net.predict(x));
}
