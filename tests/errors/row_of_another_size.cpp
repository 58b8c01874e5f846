// expect: wrong_values<sinew::mistake::given<std::array<float, 3>>, sinew::mistake::expected<std::array<float, 4>>>
// topic: workspaces
// A sample of another size, written to a row of a workspace.
// says: x, std::array<float, 3>, is assigned to 4 values of float: write std::array<float, 4>
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8> w;
  const std::array<float, 3> sample{1, 2, 3};
  w.x()[0] = sample;
}
