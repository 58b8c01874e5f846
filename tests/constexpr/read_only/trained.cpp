// Trained by the compiler: the net is read-only data, the trainer is not there. read_only.cmake looks at the object.
#include <array>

#include <sinew/sinew.hpp>

using namespace sinew;

using Gate = Net<Dense<2, 1, Sigmoid>>;
extern const Gate gate;  // seen from other files, so that its symbol stays
constexpr Gate gate = [] {
  Gate net;
  initialize(net, 1);
  constexpr std::array<std::array<float, 2>, 4> x{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
  constexpr std::array<int, 4> answers{0, 0, 0, 1};
  fit<4>(net, DataView(x, answers), BinaryCrossEntropy{}, Adam{.rate = 0.5}, {.epochs = 30});
  return net;
}();
static_assert(gate.predict({1, 1}) == 1 && gate.predict({1, 0}) == 0);

std::array<float, 1> answer(const std::array<float, 2>& x);
std::array<float, 1> answer(const std::array<float, 2>& x) { return gate(x); }
