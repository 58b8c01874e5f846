// expect: start_the_net_with_Input<sinew::mistake::layer<0>, sinew::Flatten>
// topic: layers
// A first layer whose input shape is unknown.
// says: layer 0, Flatten, takes its shape from its input, which no layer before it names: begin the net with the shape of a sample, such as Input<1, 28, 28> (channels, height, width)
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Flatten, Dense<784, 10, Softmax>> net;
  return static_cast<int>(net.predict(std::array<float, 784>{}));
}
