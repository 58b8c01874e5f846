// expect: wrong_workspace<sinew::mistake::given<const sinew::Workspace<sinew::BasicNet<float, sinew::Dense<2, 3[^|]*>, sinew::mistake::expected<sinew::Workspace<sinew::BasicNet<float, sinew::Dense<2, 3
// topic: calls
// net(x, w) with a const workspace.
// says: the call writes to its workspace, but the workspace is const: write Workspace<Net<Dense<2, 3>>, 1> without const
#include <sinew/sinew.hpp>
using namespace sinew;

using Tiny = Net<Dense<2, 3>>;

int main() {
  Tiny net;
  const Workspace<Tiny, 1> w;
  return net({1, 2}, w)[0] > 0;
}
