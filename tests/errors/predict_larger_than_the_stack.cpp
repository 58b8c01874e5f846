// expect: exceeds_stack_limit<sinew::mistake::takes<[0-9]+>, sinew::mistake::allowed<262144>, sinew::mistake::instead<sinew::mistake::net_of_x_and_workspace>
// topic: calls
// net.predict(x) of a net that takes too much stack, here with bytes, which are converted first.
// says: net(x) takes … bytes of stack, … more than SINEW_STACK_LIMIT, 262,144: write static Workspace<Net<Input<3, 64, 64>, Conv2D<32, 3, ReLU>, GlobalAvgPool2D, Dense<32, 10, Softmax>>, 1> w; net(x, w) or net.predict(x, w)
#include <sinew/sinew.hpp>
using namespace sinew;

using Photos = Net<Input<3, 64, 64>, Conv2D<32, 3, ReLU>, GlobalAvgPool2D, Dense<32, 10, Softmax>>;

std::size_t best(const Photos& net, const std::array<std::uint8_t, 12288>& x) { return net.predict(x); }
