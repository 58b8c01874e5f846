// expect: fatal error: .?sinew needs g\+\+ 12 or clang 14 or later
// A program, compiled by a compiler that is neither g++ nor clang. Nothing follows the first error: neither from the header nor from the program.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2, Softmax>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
