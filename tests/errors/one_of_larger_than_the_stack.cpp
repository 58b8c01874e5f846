// expect: exceeds_stack_limit<sinew::mistake::takes<[0-9]+>, sinew::mistake::allowed<262144>, sinew::mistake::instead<sinew::mistake::net_of_x_and_memory>
// topic: budgets
// A call of a OneOf, one of whose nets takes too much stack.
// says: net(x) takes … bytes of stack, … more than SINEW_STACK_LIMIT, 262,144: write std::vector<std::byte> memory(net.workspace_bytes()); net(x, memory)
#include <sinew/sinew.hpp>
using namespace sinew;

using Photos = Net<Input<3, 64, 64>, Conv2D<32, 3, ReLU>, GlobalAvgPool2D, Dense<32, 10, Softmax>>;
using Choice = OneOf<Net<Input<3, 64, 64>, AvgPool2D<8>, Flatten, Dense<192, 10, Softmax>>, Photos>;

float first(const Choice& net, const std::array<float, 12288>& x) { return net(x)[0]; }
