// expect: wrong_arguments_to_initialize<sinew::mistake::given<sinew::BasicNet<[^|]*>, int, sinew::ReLU>, sinew::mistake::expected<sinew::BasicNet<[^|]*>, (unsigned long|long unsigned int)>>
// topic: calls
// An activation where initialize() takes an initializer for all layers.
// says: initialize(net, seed, scheme) is given int and ReLU, but takes a seed or an Engine, and an initializer: write initialize(net, 1, PyTorchDefault{})
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  initialize(net, 1, ReLU{});
}
