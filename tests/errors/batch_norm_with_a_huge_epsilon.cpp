// expect: out_of_range<sinew::mistake::layer<1>, sinew::Epsilon<sinew::Ratio<100000, 1>>, sinew::mistake::more_than<sinew::Ratio<0, 1>>, sinew::mistake::less_than<sinew::Ratio<1, 1>>>
// topic: layers
// An epsilon of 100,000, which flattens all values.
// says: layer 1, BatchNorm<Epsilon<Ratio<100000, 1>>>, has an Epsilon of 100,000, but it must be more than 0 and less than 1: write Epsilon<Ratio<1, 100000>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, BatchNorm<Epsilon<Ratio<100'000, 1>>>, Dense<8, 2>> net;
  initialize(net, 1);
}
