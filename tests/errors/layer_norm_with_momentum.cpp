// expect: not_an_option<sinew::mistake::layer<1>, sinew::LayerNorm<sinew::RunningMomentum<sinew::Ratio<1, 100>>>, sinew::RunningMomentum<sinew::Ratio<1, 100>>>
// topic: layers
// LayerNorm normalises each sample by itself: it keeps no running statistics.
// way out: LayerNorm<> needs no option; BatchNorm<RunningMomentum<Ratio<1, 100>>> has running statistics.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, LayerNorm<RunningMomentum<Ratio<1, 100>>>, Dense<8, 2>> net;
  initialize(net, 1);
}
