// expect: wrong_input<sinew::mistake::given<std::array<float, 30>>, sinew::mistake::expected<std::array<float, 28>>>
// topic: budgets
// AnyNet called with a sample of two features too many.
// says: the net takes 28 values, as std::array<float, 28> or a span of fixed extent, of float or std::uint8_t, but x is std::array<float, 30>: write std::array<float, 28>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  AnyNet<28, 4, 4_KiB> any = Net<Dense<28, 4, Softmax>>{};
  return static_cast<int>(any(std::array<float, 30>{})[0]);
}
