// expect: values_are_read_only<std::span<const float, 4>>
// topic: workspaces
// A row of a const workspace.
// says: the values (std::span<const float, 4>) are results, or belong to a const object, and are read-only: assign to w.x() or w.dy() of a workspace, or to the parameters of a net, that is not const
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

void load(const Workspace<Small, 8>& w) { w.x()[0] = {1, 2, 3, 4}; }
