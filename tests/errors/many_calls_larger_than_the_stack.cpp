// expect: exceeds_stack_limit<sinew::mistake::takes<[0-9]+>, sinew::mistake::allowed<262144>, sinew::mistake::instead<sinew::mistake::net_of_xs_ys_and_workspace>
// topic: calls
// net(xs, ys) of a net that takes too much stack.
// says: net(xs, ys) takes … bytes of stack, … more than SINEW_STACK_LIMIT, 262,144: write static Workspace<Net<Input<3, 64, 64>, Conv2D<32, 3, ReLU>, GlobalAvgPool2D, Dense<32, 10, Softmax>>, 8> w; net(xs, ys, w)
#include <sinew/sinew.hpp>
using namespace sinew;

using Photos = Net<Input<3, 64, 64>, Conv2D<32, 3, ReLU>, GlobalAvgPool2D, Dense<32, 10, Softmax>>;

void all(const Photos& net, std::span<const std::array<float, 12288>> xs, std::span<Photos::Output> ys) { net(xs, ys); }
