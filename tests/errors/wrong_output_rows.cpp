// expect: wrong_output<sinew::mistake::given<std::array<float, 3>>, sinew::mistake::expected<std::array<float, 2>>>
// topic: calls
// A batch's outputs with rows of another size.
// says: net(xs, ys) writes 2 values for each sample, but the elements of ys are std::array<float, 3>: write std::vector<std::array<float, 2>> ys(xs.size())
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  const std::vector<std::array<float, 4>> x(7);
  std::vector<std::array<float, 3>> y(7);
  net(x, y);
  return static_cast<int>(y[0][0]);
}
