// expect: out_of_range<sinew::mistake::layer<1>, sinew::Dropout<float>, sinew::mistake::more_than<sinew::Ratio<0, 1>>, sinew::mistake::less_than<sinew::Ratio<1, 1>>>
// topic: layers
// A type that is no ratio as the dropout rate.
// says: layer 1, Dropout<float>, has float in place of a Ratio with a denominator above 0: write Dropout<Ratio<1, 5>>, which drops 1 of 5 values, or remove the layer
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, Dropout<float>, Dense<8, 2>> net;
  initialize(net, 1);
}
