// expect: exceeds_stack_limit<sinew::mistake::takes<[0-9]+>, sinew::mistake::allowed<262144>, sinew::mistake::instead<sinew::mistake::fold_batch_norm_into_a_given_net>
// topic: calls
// fold_batch_norm(net) of a net larger than SINEW_STACK_LIMIT.
// says: fold_batch_norm(net) takes … bytes of stack, … more than SINEW_STACK_LIMIT, 262,144: write auto folded = std::make_unique<folded_t<Net<Dense<256, 512>, BatchNorm<>, Activate<ReLU>, Dense<512, 10>>>>(); fold_batch_norm(net, *folded)
#include <sinew/sinew.hpp>
using namespace sinew;

using Wide = Net<Dense<256, 512>, BatchNorm<>, Activate<ReLU>, Dense<512, 10>>;

float first(const Wide& net) { return fold_batch_norm(net).bias<0>(0); }
