// expect: exceeds_stack_limit<sinew::mistake::takes<[0-9]+>, sinew::mistake::allowed<262144>, sinew::mistake::instead<sinew::mistake::net_of_x_and_workspace>
// topic: calls
// net(x) of a net whose values between the layers take more than SINEW_STACK_LIMIT, 256 KiB by default.
// says: net(x) takes … bytes of stack, … more than SINEW_STACK_LIMIT, 262,144: write static Workspace<Net<Input<3, 64, 64>, Conv2D<32, 3, ReLU>, GlobalAvgPool2D, Dense<32, 10, Softmax>>, 1> w; net(x, w) or net.predict(x, w)
// way out: A larger limit for a main thread with 8 MiB: -DSINEW_STACK_LIMIT=4194304.
#include <sinew/sinew.hpp>
using namespace sinew;

using Photos = Net<Input<3, 64, 64>, Conv2D<32, 3, ReLU>, GlobalAvgPool2D, Dense<32, 10, Softmax>>;

float first(const Photos& net, const std::array<float, 12288>& x) { return net(x)[0]; }
