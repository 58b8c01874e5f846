// expect: values_are_read_only<std::span<const float, 2>>
// topic: workspaces
// Outputs are written to, where the gradient is meant.
// says: the values (std::span<const float, 2>) are results, or belong to a const object, and are read-only: assign to w.x() or w.dy() of a workspace, or to the parameters of a net, that is not const
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8, Mode::training> w;
  w.y()[0] = std::array<float, 2>{1, -1};
}
