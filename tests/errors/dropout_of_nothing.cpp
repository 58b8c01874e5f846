// expect: out_of_range<sinew::mistake::layer<1>, sinew::Dropout<sinew::Ratio<0, 1>>, sinew::mistake::more_than<sinew::Ratio<0, 1>>, sinew::mistake::less_than<sinew::Ratio<1, 1>>>
// topic: layers
// A dropout rate of 0.
// way out: Dropout<Ratio<1, 5>> drops a fifth of the values; to drop none, leave the layer out.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, Dropout<Ratio<0, 1>>, Dense<8, 2>> net;
  initialize(net, 1);
}
