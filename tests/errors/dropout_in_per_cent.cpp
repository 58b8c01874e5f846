// expect: out_of_range<sinew::mistake::layer<1>, sinew::Dropout<sinew::Ratio<20, 1>>, sinew::mistake::more_than<sinew::Ratio<0, 1>>, sinew::mistake::less_than<sinew::Ratio<1, 1>>>
// topic: layers
// A dropout rate in per cent.
// says: layer 1, Dropout<Ratio<20, 1>>, has a probability of 20, but it must be more than 0 and less than 1: write Dropout<Ratio<1, 5>>, which drops 1 of 5 values, or remove the layer
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, Dropout<Ratio<20, 1>>, Dense<8, 2>> net;
  initialize(net, 1);
}
