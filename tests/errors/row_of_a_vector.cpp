// expect: wrong_values<sinew::mistake::given<std::vector<float[^|]*>, sinew::mistake::expected<std::array<float, 4>>>
// topic: workspaces
// A row of a container whose size is unknown at compile time.
// says: x, std::vector<float>, is assigned to 4 values of float: write std::span<const float, 4>(x.data(), 4)
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8> w;
  const std::vector<float> sample(4);
  w.x()[0] = sample;
}
