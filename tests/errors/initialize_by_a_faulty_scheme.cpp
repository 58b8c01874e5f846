// expect: truncated_normal_out_of_range<sinew::mistake::layer<0>, sinew::TruncatedNormal<sinew::Ratio<0, 1>[^|]*>>
// topic: calls
// A scheme for all layers, with a deviation of 0.
// says: layer 0, Dense<4, 8, ReLU>, has the initializer TruncatedNormal<Ratio<0, 1>>, but its deviation must be more than 0, its bounds apart, and its mean near them: write the deviation, the lower and the upper bound and the mean, as in TruncatedNormal<Ratio<1, 50>, Ratio<-2, 1>, Ratio<2, 1>>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  initialize(net, 1, TruncatedNormal<Ratio<0, 1>>{});
}
