#include "tiny.hpp"

// The same net gives the same answer in both translation units.
int main() {
  Tiny net;
  sinew::initialize(net, 1);
  const std::array<float, 2> x{0.25f, -0.5f};
  return net(x) == evaluate_elsewhere(net, x) ? 0 : 1;
}
