// expect: out_of_range<sinew::mistake::layer<1>, sinew::RunningMomentum<sinew::Ratio<10, 1>>, sinew::mistake::at_least<sinew::Ratio<0, 1>>, sinew::mistake::at_most<sinew::Ratio<1, 1>>>
// topic: layers
// A running momentum above 1.
// says: layer 1, BatchNorm<RunningMomentum<Ratio<10, 1>>>, has a RunningMomentum of 10, but it must be at least 0 and at most 1: write RunningMomentum<Ratio<1, 10>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, BatchNorm<RunningMomentum<Ratio<10, 1>>>, Dense<8, 2>> net;
  initialize(net, 1);
}
