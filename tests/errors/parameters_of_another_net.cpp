// expect: no match for 'operator=' \(operand types are 'sinew::BasicNet<float[^|]*array<float, 16>[^|]*and '[^|]*array<float, 32>|no viable overloaded '='
// topic: calls
// The parameters of another net copied into this one.
// way out: Copy between nets of the same layers only; otherwise copy layer by layer with parameters_of<0>().
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 2>> a;
  Net<Dense<4, 4>> b;
  a.parameters = b.parameters;
}
