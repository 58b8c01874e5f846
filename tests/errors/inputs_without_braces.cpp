// expect: wrong_input<sinew::mistake::given<float, float, float, float>, sinew::mistake::expected<std::array<float, 4>>>
// topic: calls
// The inputs of one sample as separate arguments.
// says: the net takes its 4 values as one argument, but is given 4 arguments: write them in braces, net({…})
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  return static_cast<int>(net(0.1f, 0.2f, 0.3f, 0.4f)[0]);
}
