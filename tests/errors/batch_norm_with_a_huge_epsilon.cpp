// expect: out_of_range<sinew::mistake::layer<1>, sinew::Epsilon<sinew::Ratio<100000, 1>>, sinew::mistake::more_than<sinew::Ratio<0, 1>>, sinew::mistake::less_than<sinew::Ratio<1, 1>>>
// topic: layers
// An epsilon of 100,000, which flattens all values.
// way out: BatchNorm<Epsilon<Ratio<1, 100'000>>>.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, BatchNorm<Epsilon<Ratio<100'000, 1>>>, Dense<8, 2>> net;
  initialize(net, 1);
}
