// 06 · Binary classification: is sin x positive? A 1-8-1 net.
//
// 200 points on −2π … 2π, four half-waves: each hidden unit bends the output at one place, and the sign changes at
// three. The output is a probability, so the loss is binary cross-entropy. It requires a Sigmoid output; with another
// activation the program does not compile.

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include <sinew/sinew.hpp>

using namespace sinew;

using Sign = Net<Dense<1, 8, Sigmoid>, Dense<8, 1, Sigmoid>>;
static_assert(Sign::parameter_count == 25);

int main() {
  constexpr float pi = 3.14159265f;
  Dataset<std::array<float, 1>, std::uint8_t> data;
  for (int i = 0; i < 200; ++i) {
    const float x = -2 * pi + 4 * pi * (static_cast<float>(i) + 0.5f) / 200;
    data.push_back({x}, std::sin(x) > 0);
  }

  bool kept = true;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Sign net;
    initialize(net, seed);
    fit<20>(net, data, BinaryCrossEntropy{}, Adam{.rate = 0.03}, {.epochs = 500, .seed = seed});
    const double share = accuracy(net, data);
    std::printf("seed %d   %5.1f %%   ", static_cast<int>(seed), 100 * share);
    // the predictions along x
    for (std::size_t i = 0; i < 200; i += 4) std::putchar(net.predict(data.inputs[i]) == 1 ? '+' : '-');
    std::printf("\n");
    kept = kept && share >= 0.95;
  }
  return kept ? 0 : 1;
}
