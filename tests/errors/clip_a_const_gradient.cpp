// expect: wrong_gradient<sinew::mistake::given<const std::array<float, 3>, double>, sinew::mistake::expected<std::span<float[^|]*, double>>
// topic: training
// Clipping a gradient that is const.
// says: clip_by_norm(gradient, limit) scales the gradient in place, but the gradient, const std::array<float, 3>, is const: declare it without const, or measure it with gradient_norm(gradient)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const std::array<float, 3> gradient{};
  clip_by_norm(gradient, 1.0);
}
