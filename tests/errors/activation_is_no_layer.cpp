// expect: not_a_layer<sinew::mistake::layer<1>, sinew::ReLU>
// topic: layers
// An activation in the list of layers.
// says: layer 1, ReLU, is not a layer: write Dense<4, 8, ReLU>, or Activate<ReLU>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8>, ReLU, Dense<8, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
