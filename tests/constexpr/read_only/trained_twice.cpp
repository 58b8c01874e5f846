// The other counterpart: the net is read-only data, but another one is trained when the program runs, so the trainer is
// there. read_only.cmake must refuse it.
#include <array>

#include <sinew/sinew.hpp>

using namespace sinew;

using Gate = Net<Dense<2, 1, Sigmoid>>;
constexpr Gate learned(double rate) {
  Gate net;
  initialize(net, 1);
  constexpr std::array<std::array<float, 2>, 4> x{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
  constexpr std::array<int, 4> answers{0, 0, 0, 1};
  fit<4>(net, DataView(x, answers), BinaryCrossEntropy{}, Adam{.rate = rate}, {.epochs = 30});
  return net;
}
extern const Gate gate;  // seen from other files, so that its symbol stays
constexpr Gate gate = learned(0.5);
static_assert(gate.predict({1, 1}) == 1 && gate.predict({1, 0}) == 0);

Gate another(double rate);
Gate another(double rate) { return learned(rate); }
