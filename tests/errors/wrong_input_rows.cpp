// expect: wrong_input<sinew::mistake::given<std::array<float, 5>>, sinew::mistake::expected<std::array<float, 4>>>
// topic: calls
// A batch whose rows have another size.
// says: net(xs, ys) takes std::array<float, 4> for each sample, but the elements of xs are std::array<float, 5>: write std::vector<std::array<float, 4>> xs, or Dense<5, 8, ReLU> as layer 0
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  const std::vector<std::array<float, 5>> x(7);
  std::vector<std::array<float, 2>> y(7);
  net(x, y);
  return static_cast<int>(y[0][0]);
}
