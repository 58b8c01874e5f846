// expect: not_an_option<sinew::mistake::layer<1>, sinew::PReLU<sinew::Ratio<1, 4>>, sinew::Ratio<1, 4>>
// topic: layers
// A number as an option of PReLU, whose slopes are learned.
// says: layer 1, PReLU<Ratio<1, 4>>, does not take Ratio<1, 4>: write PReLU<>; its options are PerChannel
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, PReLU<Ratio<1, 4>>, Dense<8, 2>> net;
  initialize(net, 1);
}
