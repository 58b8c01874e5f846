// expect: wrong_values<sinew::mistake::given<std::array<double, 4>>, sinew::mistake::expected<std::array<float, 4>>>
// topic: workspaces
// A sample of another precision, written to a row of a workspace.
// says: x, std::array<double, 4>, is assigned to 4 values of float: convert the values to std::array<float, 4>
// way out: Nothing is narrowed silently.
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8> w;
  const std::array<double, 4> sample{1, 2, 3, 4};
  w.x()[0] = sample;
}
