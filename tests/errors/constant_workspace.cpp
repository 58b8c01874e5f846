// expect: a_pass_changes_its_workspace_but_it_is_const<const sinew::Workspace<[^|]*>
// topic: workspaces
// A pass in a const workspace.
// says: a pass writes to its workspace, but the workspace is const: write Workspace<Net<Dense<4, 2>>, 8> without const
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Small net;
  const Workspace<Small, 8> w;
  net.forward(w);
}
