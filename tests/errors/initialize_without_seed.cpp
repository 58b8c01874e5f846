// expect: wrong_arguments_to_initialize<sinew::mistake::given<sinew::BasicNet<[^|]*>, sinew::mistake::expected<sinew::BasicNet<[^|]*>, (unsigned long|long unsigned int)>>
// topic: calls
// initialize() without a seed.
// says: initialize(net, seed) is given no seed: write initialize(net, 1), or Engine engine(1); initialize(net, engine)
// way out: The same seed gives the same weights on every platform.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  initialize(net);
}
