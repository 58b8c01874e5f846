// expect: wrong_gradient<sinew::given<>, sinew::expected<std::array<float, 16>>>
// topic: workspaces
// backward without a place for the gradient.
// way out: Small::Parameters gradient{}; net.backward(w, gradient); or an optimizer's gradient().
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 8, training> w;
  net.forward(w);
  net.backward(w);
}
