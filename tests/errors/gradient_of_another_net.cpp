// expect: wrong_gradient<sinew::mistake::given<std::array<float, 32>>, sinew::mistake::expected<std::array<float, 16>>>
// topic: workspaces
// A gradient with the parameter layout of another net.
// says: backward() writes the gradient to std::array<float, 16>, the net's Parameters, but is given std::array<float, 32>: write Net<Dense<4, 2>>::Parameters gradient{}; net.backward(w, gradient)
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;
using Large = Net<Dense<4, 4>>;

int main() {
  Small net;
  Workspace<Small, 8, Mode::training> w;
  Large::Parameters gradient{};
  net.forward(w);
  net.backward(w, gradient);
}
