// expect: layer_without_weights<sinew::layer<0>, sinew::Input<4>>
// Input has no weights.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Input<4>, Dense<4, 2>> net;
  return static_cast<int>(net.weight<0>(0, 0));
}
