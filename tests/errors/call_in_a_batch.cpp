// expect: wrong_workspace<sinew::mistake::given<sinew::Workspace<sinew::BasicNet<float, sinew::Dense<2, 3[^|]*>, 4[^|]*expected<sinew::Workspace<sinew::BasicNet<float, sinew::Dense<2, 3[^|]*>, 1
// topic: workspaces
// net(x, w) with a workspace for several samples.
// says: net(x, w) computes one sample, but the workspace is for 4: write Workspace<Net<Dense<2, 3>>, 1>, or net(xs, ys, w) for many samples
#include <sinew/sinew.hpp>
using namespace sinew;

using Tiny = Net<Dense<2, 3>>;

int main() {
  Tiny net;
  Workspace<Tiny, 4> w;
  return net({1, 2}, w)[0] > 0;
}
