// expect: wrong_gradient<sinew::mistake::given<>, sinew::mistake::expected<std::array<float, 16>>>
// topic: workspaces
// backward without a destination for the gradient.
// says: backward() writes the gradient to std::array<float, 16>, the net's Parameters, but is given none: write Net<Dense<4, 2>>::Parameters gradient{}; net.backward(w, gradient)
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 8, Mode::training> w;
  net.forward(w);
  net.backward(w);
}
