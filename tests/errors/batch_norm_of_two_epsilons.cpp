// expect: option_given_twice<sinew::mistake::layer<1>, sinew::BatchNorm<sinew::Epsilon<sinew::Ratio<1, 1000>>, sinew::NoAffine, sinew::Epsilon<sinew::Ratio<1, 100000>>>, sinew::Epsilon<sinew::Ratio<1, 100000>>>
// topic: layers
// An option given twice.
// says: layer 1, BatchNorm<Epsilon<Ratio<1, 1000>>, NoAffine, Epsilon<Ratio<1, 100000>>>, has both Epsilon<Ratio<1, 1000>> and Epsilon<Ratio<1, 100000>>, of which it takes one: write BatchNorm<Epsilon<Ratio<1, 1000>>, NoAffine> or BatchNorm<NoAffine, Epsilon<Ratio<1, 100000>>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, BatchNorm<Epsilon<Ratio<1, 1000>>, NoAffine, Epsilon<Ratio<1, 100000>>>, Dense<8, 2>> net;
  initialize(net, 1);
}
