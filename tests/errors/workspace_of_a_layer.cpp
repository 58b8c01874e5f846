// expect: not_a_net<sinew::Dense<4, 2[^>]*>>
// topic: workspaces
// A workspace for a layer.
// way out: Of a net, even if it has one layer: Workspace<Net<Dense<4, 2>>, 8>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Workspace<Dense<4, 2>, 8> w;
  w.x()[0][0] = 1;
}
