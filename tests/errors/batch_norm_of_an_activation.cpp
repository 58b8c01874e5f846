// expect: not_an_option<sinew::mistake::layer<1>, sinew::BatchNorm<sinew::ReLU>, sinew::ReLU>
// topic: layers
// An activation as an option of BatchNorm.
// says: layer 1, BatchNorm<ReLU>, does not take ReLU: write BatchNorm<>, Activate<ReLU>; its options are Epsilon, RunningMomentum and NoAffine
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, BatchNorm<ReLU>, Dense<8, 2>> net;
  initialize(net, 1);
}
