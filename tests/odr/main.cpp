#include "tiny.hpp"

#include <memory>
#include <vector>

static_assert(Large::stack_bytes > SINEW_STACK_LIMIT);

// The same net gives the same answer in both translation units, whatever limits of the stack they have.
int main() {
  Tiny net;
  sinew::initialize(net, 1);
  const std::array<float, 2> x{0.25f, -0.5f};
  bool good = net(x) == evaluate_elsewhere(net, x);

  const auto large = std::make_unique<Large>();
  sinew::initialize(*large, 1);
  const auto w = std::make_unique<sinew::Workspace<Large, 1>>();
  const Large::Output y = (*large)(x, *w);
  good = good && y == evaluate_elsewhere(*large, x);
  // An AnyNet can be called as its maker's limit says.
  const auto ours = std::make_unique<AnyLarge>(*large), theirs = std::make_unique<AnyLarge>();
  hold_elsewhere(*theirs, *large);
  std::vector<std::byte> memory(ours->workspace_bytes());
  good = good && ours->holds<Large>() && theirs->holds<Large>() && (*ours)(x, memory) == y && (*theirs)(x) == y;
  return good ? 0 : 1;
}
