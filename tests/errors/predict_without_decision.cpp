// expect: output_without_decision<sinew::ReLU>
// One output of ReLU says no class.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Dense<8, 1, ReLU>> net;
  return static_cast<int>(net.predict({1, 2, 3, 4}));
}
