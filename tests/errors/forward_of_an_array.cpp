// expect: made_for_another_net<sinew::mistake::given<(const )?std::array<float, 4>>, sinew::mistake::expected<sinew::BasicNet<float, sinew::Dense<4, 2[^|]*>
// topic: workspaces
// forward called with an array; it takes a workspace.
// says: a pass takes a workspace, but is given std::array<float, 4>: write net(x) for one sample, or Workspace<Net<Dense<4, 2>>, 8> w and w.x()[0] = x
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  std::array<float, 4> x{};
  net.forward(x);
}
