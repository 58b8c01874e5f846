// expect: fatal error: .?sinew needs C\+\+20: compile with -std=c\+\+20
// A program, compiled as an older language. Nothing follows the first error, from the header or the program.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2, Softmax>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
