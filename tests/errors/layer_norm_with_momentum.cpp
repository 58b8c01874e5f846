// expect: not_an_option<sinew::layer<1>, sinew::LayerNorm<sinew::RunningMomentum<1>>, sinew::RunningMomentum<1>>
// topic: layers
// LayerNorm normalises each sample by itself: it keeps no running statistics.
// way out: LayerNorm<> needs no option; BatchNorm<RunningMomentum<1>> has running statistics.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, LayerNorm<RunningMomentum<1>>, Dense<8, 2>> net;
  initialize(net, 1);
}
