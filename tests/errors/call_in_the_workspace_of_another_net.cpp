// expect: made_for_another_net<sinew::mistake::given<sinew::Workspace<sinew::BasicNet<float, sinew::Dense<2, 4[^|]*expected<sinew::BasicNet<float, sinew::Dense<2, 3
// topic: workspaces
// net(x, w) with a workspace of another net.
// says: the workspace is made for another net, whose layer 0 is Dense<2, 4>, not Dense<2, 3>: write Workspace<Net<Dense<2, 3>>, 1>
#include <sinew/sinew.hpp>
using namespace sinew;

using Tiny = Net<Dense<2, 3>>;

int main() {
  Tiny net;
  Workspace<Net<Dense<2, 4>>, 1> w;
  return net(std::array<float, 2>{1, 2}, w)[0] > 0;
}
