// expect: wrong_input<sinew::mistake::given<float, float>, sinew::mistake::expected<std::array<float, 2>>>
// topic: calls
// Two inputs one by one: two arguments are a batch and room for its outputs.
// way out: One sample is one argument: net({0.1f, 0.2f}).
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<2, 1, Sigmoid>> net;
  net(0.1f, 0.2f);
}
