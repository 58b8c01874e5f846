// expect: made_for_another_net<sinew::given<sinew::Workspace<sinew::BasicNet<float, sinew::Dense<4, 3[^|]*>
// A workspace made for another net.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2>> net;
  Workspace<Net<Dense<4, 3>>, 8> w;
  net.forward(w);
}
