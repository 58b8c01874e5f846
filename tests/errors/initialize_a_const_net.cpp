// expect: wrong_arguments_to_initialize<sinew::mistake::given<const sinew::BasicNet<[^|]*>, sinew::mistake::expected<sinew::BasicNet<[^|]*>, (unsigned long|long unsigned int)>>
// topic: calls
// initialize() of a const net.
// says: initialize(net, seed) sets the parameters of the net, but the net is const: declare the net without const
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  const Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  initialize(net, 1);
}
