// expect: net_without_layers<sinew::mistake::layer<1>>
// topic: layers
// Concat without branches.
// says: layer 1, Concat<>, has no layers: write at least one
// way out: A useful Concat has two branches or more.
#include <sinew/sinew.hpp>
using namespace sinew;

int main() {
  Net<Dense<4, 8, ReLU>, Concat<>, Dense<8, 2>> net;
  return static_cast<int>(net({1, 2, 3, 4})[0]);
}
