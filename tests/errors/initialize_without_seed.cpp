// expect: wrong_arguments_to_initialize<sinew::mistake::given<sinew::BasicNet<[^|]*>, sinew::mistake::expected<sinew::BasicNet<[^|]*>, (unsigned long|long unsigned int)>>
// topic: calls
// Random weights without a seed.
// way out: initialize(net, 1), or an Engine: the same seed gives the same weights everywhere.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  initialize(net);
}
