// expect: wrong_gradient<sinew::mistake::given<sinew::Optimizer<sinew::Adam, [^|]*>>, sinew::mistake::expected<std::array<float, 16>>>
// topic: workspaces
// The optimizer itself passed where backward takes its gradient.
// says: backward() writes the gradient to std::array<float, 16>, the net's Parameters, but is given the optimizer: write net.backward(w, optimizer.gradient())
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  Workspace<Small, 8, Mode::training> w;
  Optimizer<Adam, Small> optimizer;
  net.forward(w);
  net.backward(w, optimizer);
}
