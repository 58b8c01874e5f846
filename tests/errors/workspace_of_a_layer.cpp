// expect: not_a_net<sinew::Dense<4, 2[^>]*>>
// topic: workspaces
// A workspace for a layer.
// says: Dense<4, 2> is a layer, where a net is expected: write Net<Dense<4, 2>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Workspace<Dense<4, 2>, 8> w;
  w.x()[0][0] = 1;
}
