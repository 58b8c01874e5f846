// expect: training_changes_the_net_but_it_is_const<sinew::Workspace<sinew::BasicNet<float, sinew::Dense<4, 2[^|]*>
// topic: workspaces
// A forward pass in training of a const net; training may update buffers.
// says: forward() in a training workspace may change the net (running means), but the net is const: declare the net without const, or infer in Workspace<Net<Dense<4, 2>>, 8>
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  const Small net;
  Workspace<Small, 8, Mode::training> w;
  net.forward(w);
}
