// expect: no_such_layer<sinew::given<sinew::layer<3>>, sinew::expected<sinew::at_most<sinew::layer<0>>>>
// topic: workspaces
// What a layer put out that the net does not have.
// way out: Layers are counted from 0.
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8, training> w;
  return static_cast<int>(w.output<3>()(0, 0));
}
