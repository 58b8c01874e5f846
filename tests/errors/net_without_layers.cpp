// expect: net_without_layers<sinew::layer<>>
// A net needs at least one layer.
#include <sinew/sinew.hpp>

int main() {
  sinew::Net<> net;
  return static_cast<int>(net.parameters.size());
}
