// expect: wrong_output<sinew::mistake::given<const std::array<float, 2>>, sinew::mistake::expected<std::array<float, 2>>>
// topic: calls
// A batch's outputs written to a const container.
// says: net(xs, ys) writes its outputs to ys, but the elements of ys are const: declare ys without const
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  const std::vector<std::array<float, 4>> x(7);
  const std::vector<std::array<float, 2>> y(7);
  net(x, y);
}
