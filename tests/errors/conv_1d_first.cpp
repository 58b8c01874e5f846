// expect: start_the_net_with_Input<sinew::mistake::layer<0>, sinew::Conv1D<8, 3, sinew::ReLU>>
// topic: layers
// A net that begins with a 1-D convolution: the length of the sequence is unknown.
// says: layer 0, Conv1D<8, 3, ReLU>, takes its shape from its input, which no layer before it names: begin the net with the shape of a sample, such as Input<1, 100> (channels, length)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Conv1D<8, 3, ReLU>, Flatten, Dense<784, 10>> net;
  return static_cast<int>(net.parameters[0]);
}
