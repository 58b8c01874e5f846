// expect: option_given_twice<sinew::mistake::layer<1>, sinew::Conv2D<8, 3, sinew::Same, sinew::Padding<2>>, sinew::Padding<2>>
// topic: layers
// Both Same, which chooses the padding, and an explicit padding.
// says: layer 1, Conv2D<8, 3, Same, Padding<2>>, has both Same and Padding<2>, of which it takes one: write Conv2D<8, 3, Same> or Conv2D<8, 3, Padding<2>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<1, 8, 8>, Conv2D<8, 3, Same, Padding<2>>> net;
  return static_cast<int>(net.parameters[0]);
}
