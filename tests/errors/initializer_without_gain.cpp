// expect: activation_without_gain<sinew::mistake::layer<0>, sinew::KaimingNormal<sinew::GELU(, sinew::FanIn)?>, sinew::GELU>
// topic: layers
// The gain of an activation that has none.
// says: layer 0, Dense<4, 8, GELU, KaimingNormal<GELU>>, has the initializer KaimingNormal<GELU>, but GELU has no positive gain: write an activation that has one, such as ReLU, or Gain<Ratio<3, 2>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, GELU, KaimingNormal<GELU>>, Dense<8, 2>> net;
  initialize(net, 1);
}
