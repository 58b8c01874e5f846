// expect: wrong_input<sinew::mistake::given<float ?\[3\]>, sinew::mistake::expected<std::array<float, 4>>>
// topic: calls
// A braced list with one number too few.
// way out: Give as many numbers as the net has inputs.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 2>> net;
  return static_cast<int>(net({1, 2, 3})[0]);
}
