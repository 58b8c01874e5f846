// expect: out_of_range<sinew::mistake::layer<1>, sinew::AlphaDropout<sinew::Ratio<10, 1>>, sinew::mistake::more_than<sinew::Ratio<0, 1>>, sinew::mistake::less_than<sinew::Ratio<1, 1>>>
// topic: layers
// A rate of AlphaDropout in per cent.
// says: layer 1, AlphaDropout<Ratio<10, 1>>, has a probability of 10, but it must be more than 0 and less than 1: write AlphaDropout<Ratio<1, 10>>, which drops 1 of 10 values, or remove the layer
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, SELU>, AlphaDropout<Ratio<10, 1>>, Dense<8, 2>> net;
  initialize(net, 1);
}
