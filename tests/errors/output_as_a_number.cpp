// expect: cannot convert [^|]* to '(const )?float'|no viable conversion from [^|]* to '(const )?float'
// topic: calls
// The output of a net with one output as a number.
// way out: Outputs are an array, also if it is one: net(x)[0].
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 1>> net;
  const float y = net({1, 2, 3, 4});
  return y > 0;
}
