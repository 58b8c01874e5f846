// expect: start_the_net_with_Input<sinew::mistake::layer<0>, sinew::Conv2D<8, 3, sinew::ReLU>>
// topic: layers
// A convolution as first layer, whose input shape is unknown.
// says: layer 0, Conv2D<8, 3, ReLU>, takes its shape from its input, which no layer before it names: begin the net with the shape of a sample, such as Input<1, 28, 28> (channels, height, width)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Conv2D<8, 3, ReLU>, Flatten, Dense<5408, 10>> net;
  return static_cast<int>(net.parameters[0]);
}
