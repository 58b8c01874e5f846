// expect: layer_without_weights<sinew::mistake::layer<0>, sinew::Input<4>>
// topic: calls
// Input has no weights.
// way out: weight<1>: layers are counted from 0, and Input is one.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<4>, Dense<4, 2>> net;
  return static_cast<int>(net.weight<0>(0, 0));
}
