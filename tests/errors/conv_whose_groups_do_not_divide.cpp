// expect: groups_do_not_divide<sinew::mistake::layer<1>, sinew::Groups<4>, sinew::mistake::given<sinew::mistake::channels<6>>>
// topic: layers
// Six channels in four groups.
// way out: As many groups as divide the channels that come in, and those that go out.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<6, 8, 8>, Conv2D<8, 3, Groups<4>>> net;
  return static_cast<int>(net.parameters[0]);
}
