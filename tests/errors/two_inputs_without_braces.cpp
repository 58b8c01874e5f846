// expect: wrong_input<sinew::mistake::given<float, float>, sinew::mistake::expected<std::array<float, 2>>>
// topic: calls
// Two inputs as separate arguments; two arguments are a batch and its outputs.
// says: the net takes its 2 values as one argument, but is given 2 arguments: write them in braces, net({…})
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<2, 1, Sigmoid>> net;
  net(0.1f, 0.2f);
}
