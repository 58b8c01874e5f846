// expect: made_for_another_net<sinew::given<std::array<float, 32>>, sinew::expected<std::array<float, 16>>>
// A gradient laid out as the parameters of another net.
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;
using Large = Net<Dense<4, 4>>;

int main() {
  Small net;
  Workspace<Small, 8, training> w;
  Large::Parameters gradient{};
  net.forward(w);
  net.backward(w, gradient);
}
