// expect: sinew needs IEEE 754 arithmetic: compile without -ffast-math, -Ofast, -ffinite-math-only and -fassociative-math
// A net, compiled with one of the flags.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2, Softmax>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
