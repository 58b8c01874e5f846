// expect: start_the_net_with_Input<sinew::mistake::layer<0>, sinew::Conv2D<8, 3, sinew::ReLU>>
// topic: layers
// A convolution as first layer, whose input shape is unknown.
// way out: Put Input<1, 28, 28> before it.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Conv2D<8, 3, ReLU>, Flatten, Dense<5408, 10>> net;
  return static_cast<int>(net.parameters[0]);
}
