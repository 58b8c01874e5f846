// expect: made_for_another_net<sinew::mistake::given<(const )?std::array<float, 4>>, sinew::mistake::expected<sinew::BasicNet<float, sinew::Dense<4, 2[^|]*>
// topic: workspaces
// A pass over an array: batches live in workspaces.
// way out: net(x) for one sample; for a batch Workspace<Small, 8> w, whose x() is written before.
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  std::array<float, 4> x{};
  net.forward(x);
}
