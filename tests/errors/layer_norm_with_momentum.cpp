// expect: not_an_option<sinew::mistake::layer<1>, sinew::LayerNorm<sinew::RunningMomentum<sinew::Ratio<1, 100>>>, sinew::RunningMomentum<sinew::Ratio<1, 100>>>
// topic: layers
// RunningMomentum in LayerNorm, which keeps no running statistics.
// says: layer 1, LayerNorm<RunningMomentum<Ratio<1, 100>>>, does not take RunningMomentum<Ratio<1, 100>>: write LayerNorm<>; its options are Epsilon and NoAffine
// way out: BatchNorm<RunningMomentum<Ratio<1, 100>>> keeps running statistics.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, LayerNorm<RunningMomentum<Ratio<1, 100>>>, Dense<8, 2>> net;
  initialize(net, 1);
}
