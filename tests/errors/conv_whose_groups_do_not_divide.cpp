// expect: groups_do_not_divide<sinew::mistake::layer<1>, sinew::Groups<4>, sinew::mistake::given<sinew::mistake::channels<6>>>
// topic: layers
// Six input channels in four groups.
// way out: Choose a number of groups that divides both the input and the output channels.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<6, 8, 8>, Conv2D<8, 3, Groups<4>>> net;
  return static_cast<int>(net.parameters[0]);
}
