// expect: wrong_workspace<sinew::mistake::given<sinew::Workspace<sinew::BasicNet<float, sinew::Dense<2, 3[^|]*>, sinew::mistake::expected<sinew::Workspace<sinew::BasicNet<float, sinew::Dense<2, 3
// topic: calls
// net(xs, ys, w) with a workspace for training.
// says: the call infers, but the workspace is for training: write Workspace<Net<Dense<2, 3>>, 4>
#include <vector>

#include <sinew/sinew.hpp>
using namespace sinew;

using Tiny = Net<Dense<2, 3>>;

int main() {
  Tiny net;
  Workspace<Tiny, 4, Mode::training> w;
  const std::vector<std::array<float, 2>> xs(7);
  std::vector<std::array<float, 3>> ys(7);
  net(xs, ys, w);
}
