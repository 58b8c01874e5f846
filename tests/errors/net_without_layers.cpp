// expect: net_without_layers<sinew::mistake::layer<>>
// topic: layers
// A net without layers.
// says: the net has no layers: write at least one
#include <sinew/sinew.hpp>

int main() {
  sinew::Net<> net;
  return static_cast<int>(net.parameters.size());
}
