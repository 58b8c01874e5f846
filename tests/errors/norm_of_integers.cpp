// expect: wrong_gradient<sinew::mistake::given<std::array<int, 3>>, sinew::mistake::expected<std::span<const float[^|]*>
// topic: training
// The norm of a gradient of integers.
// says: gradient_norm() takes an array, span or vector of float or double, but is given std::array<int, 3>: convert the values
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const std::array<int, 3> gradient{};
  return static_cast<int>(gradient_norm(gradient));
}
