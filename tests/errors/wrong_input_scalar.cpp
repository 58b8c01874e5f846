// expect: wrong_input<sinew::given<std::array<double, 4>>, sinew::expected<std::array<float, 4>>>
// Numbers of another precision are not narrowed in silence; BasicNet<double, …> takes them.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  const std::array<double, 4> x{1, 2, 3, 4};
  return static_cast<int>(net.predict(x));
}
