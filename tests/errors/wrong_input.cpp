// expect: wrong_input<sinew::given<std::array<float, 3>>, sinew::expected<std::array<float, 4>>>
// A sample of another size.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  const std::array<float, 3> x{1, 2, 3};
  return static_cast<int>(net(x)[0]);
}
