// expect: wrong_gradient<sinew::mistake::given<const double, std::array<float, 3>>, sinew::mistake::expected<std::span<float[^|]*, double>>
// topic: training
// The arguments of clip_by_norm() in another order.
// says: clip_by_norm(gradient, limit) scales an array, span or vector of float or double, but is given the number first: write clip_by_norm(gradient, limit)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  std::array<float, 3> gradient{};
  const double limit = 1;
  clip_by_norm(limit, gradient);
}
