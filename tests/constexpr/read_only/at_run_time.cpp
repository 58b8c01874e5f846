// The counterpart: trained when the program starts, so the trainer is there. read_only.cmake must refuse it.
#include <array>

#include <sinew/sinew.hpp>

using namespace sinew;

using Gate = Net<Dense<2, 1, Sigmoid>>;
extern const Gate gate;
volatile double rate = 0.5;  // nobody knows it before
const Gate gate = [] {
  Gate net;
  initialize(net, 1);
  const std::array<std::array<float, 2>, 4> x{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
  const std::array<int, 4> answers{0, 0, 0, 1};
  fit<4>(net, DataView(x, answers), BinaryCrossEntropy{}, Adam{.rate = rate}, {.epochs = 30});
  return net;
}();
