// expect: wrong_arguments_to_initialize<sinew::mistake::given<sinew::BasicNet<[^|]*linear_congruential_engine[^|]*>, sinew::mistake::expected<sinew::BasicNet<[^|]*>>
// topic: calls
// initialize() with an engine of the standard library.
// says: initialize(net, seed) is given std::linear_congruential_engine<…> as its seed: write initialize(net, 1), or Engine engine(1); initialize(net, engine)
#include <random>

#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  std::minstd_rand engine(1);
  initialize(net, engine);
}
