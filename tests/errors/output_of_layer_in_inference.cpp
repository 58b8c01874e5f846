// expect: output_of_a_layer_needs_a_training_workspace<sinew::Workspace<[^|]*>
// topic: workspaces
// What a layer put out, asked for in inference, whose buffers take turns.
// way out: Workspace<Small, 8, Mode::training> keeps every layer's output.
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8> w;
  return static_cast<int>(w.output<0>()(0, 0));
}
