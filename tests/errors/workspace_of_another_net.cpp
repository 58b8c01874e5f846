// expect: made_for_another_net<sinew::mistake::given<sinew::Workspace<sinew::BasicNet<float, sinew::Dense<4, 3[^|]*>
// topic: workspaces
// A workspace made for another net.
// says: the workspace is made for another net, whose layer 0 is Dense<4, 3>, not Dense<4, 2>: write Workspace<Net<Dense<4, 2>>, 8>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2>> net;
  Workspace<Net<Dense<4, 3>>, 8> w;
  net.forward(w);
}
