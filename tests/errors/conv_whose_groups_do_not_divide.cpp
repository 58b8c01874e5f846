// expect: groups_do_not_divide<sinew::mistake::layer<1>, sinew::Groups<4>, sinew::mistake::given<sinew::mistake::channels<6>>>
// topic: layers
// Six input channels in four groups.
// says: layer 1, Conv2D<8, 3, Groups<4>>, has Groups<4>, which must divide its 6 input channels and its 8 output channels: write Groups<N>, where N is 1 or 2
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<6, 8, 8>, Conv2D<8, 3, Groups<4>>> net;
  return static_cast<int>(net.parameters[0]);
}
