// expect: not_a_layer<sinew::mistake::layer<0, 1>, sinew::ReLU>
// topic: layers
// An activation as a branch of Concat.
// says: layer 0.1, ReLU, is not a layer: write it as an argument of a layer, Dense<4, 8, ReLU>, or as Activate<ReLU>
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Concat<Dense<4, 2>, ReLU>, Dense<6, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
