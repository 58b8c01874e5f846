// expect: sinew needs NaN and infinity: add -fno-finite-math-only after -ffast-math, -Ofast or -ffinite-math-only
// A net, compiled with one of the flags.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2, Softmax>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
