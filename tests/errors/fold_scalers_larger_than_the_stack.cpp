// expect: exceeds_stack_limit<sinew::mistake::takes<[0-9]+[^>]*>, sinew::mistake::allowed<[0-9]+[^>]*>, sinew::mistake::instead<sinew::mistake::fold_scalers_into_a_given_net>>
// topic: calls
// fold_scalers() of a net that is too large for the stack.
// says: fold_scalers(net, inputs) takes … bytes of stack, … more than SINEW_STACK_LIMIT, 262,144: write auto folded = std::make_unique<Net<Dense<4096, 4096>>>(); fold_scalers(net, *folded, inputs)
#include <sinew/deploy/fold_scalers.hpp>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  static const Net<Dense<4096, 4096>> net;
  return fold_scalers(net, StandardScaler<float, 4096>{}).depth;
}
