// expect: start_the_net_with_Input<sinew::mistake::layer<0, 0>, sinew::Flatten>
// topic: layers
// A first layer Residual whose input shape is unknown.
// says: layer 0.0, Flatten, takes its shape from its input, which no layer before it names: begin the net with the shape of a sample, such as Input<1, 28, 28> (channels, height, width)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Residual<Flatten, Dense<4, 4, ReLU>>, Dense<4, 2>> net;
  return static_cast<int>(net.parameter_count);
}
