// expect: groups_do_not_divide<sinew::mistake::layer<1>, sinew::GroupNorm<3>, sinew::mistake::given<sinew::mistake::channels<4>>>
// topic: layers
// Four channels in three groups.
// says: layer 1, GroupNorm<3>, divides 4 channels into 3 groups, which must be of one size: write GroupNorm<N>, where N is 1, 2 or 4
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<4, 6, 6>, GroupNorm<3>, Flatten, Dense<144, 2>> net;
  initialize(net, 1);
}
