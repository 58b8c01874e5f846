// expect: no_such_layer<sinew::mistake::given<sinew::mistake::layer<3>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::layer<0>>>>
// topic: workspaces
// The output of a layer that the net does not have.
// says: the net has no layer 3: write <0> for Dense<4, 2>
#include <sinew/sinew.hpp>
using namespace sinew;

using Small = Net<Dense<4, 2>>;

int main() {
  Workspace<Small, 8, Mode::training> w;
  return static_cast<int>(w.output<3>()(0, 0));
}
