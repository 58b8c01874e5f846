// expect: fatal error: .?sinew needs g\+\+ 12 or later
// A program, compiled by an older g++. Nothing follows the first error, from the header or the program.
#include <sinew/activation/softmax.hpp>
#include <sinew/layer/dense.hpp>
#include <sinew/net/net.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2, Softmax>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
