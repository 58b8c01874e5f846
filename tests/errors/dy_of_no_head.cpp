// expect: no_such_head<sinew::mistake::given<sinew::mistake::head<1>>, sinew::mistake::expected<sinew::mistake::at_most<sinew::mistake::head<0>>>>
// topic: workspaces
// The gradient of a second head, where there is one output.
// says: the net has one input and one output, but number 1 is asked for: write 0, or nothing
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Workspace<Net<Dense<4, 2>>, 8, Mode::training> w;
  w.dy<1>()[0] = {1, 2};
}
