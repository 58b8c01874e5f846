// expect: output_of_a_layer_needs_a_training_workspace<sinew::Workspace<[^|]*>
// topic: workspaces
// The output of a layer from an inference workspace, whose layers share buffers.
// says: w.output<J>() is the output of a layer, which a workspace for inference does not keep: write Workspace<Net<Dense<4, 2>>, 8, Mode::inspection>, or Mode::training
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8> w;
  return static_cast<int>(w.output<0>()(0, 0));
}
