// 07 · Deep nets: nine layers on two interleaved spirals, and the influence of the initial weights.
//
// In a deep net of ReLU units a signal of size 1 must reach the last layer with a size near 1. With initial weights
// that are too small it vanishes layer by layer; with weights that are too large it explodes. He's scheme draws
// weights with deviation √(2 / inputs), which suits ReLU and is its default. (A layer can name another initializer:
// Dense<32, 32, ReLU, LeCunNormal>.)
//
// The training shows more options of fit(): validation data, a schedule, clipping, early stopping, a callback.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include <sinew/sinew.hpp>
#include <sinew/report/text.hpp>

using namespace sinew;

using Inner = Dense<32, 32, ReLU>;
using Deep = Net<Dense<2, 32, ReLU>, Inner, Inner, Inner, Inner, Inner, Inner, Inner, Dense<32, 1, Sigmoid>>;
static_assert(Deep::depth == 9 && Deep::parameter_count == 7521);

constexpr double pi = 3.14159265358979;
using Data = Dataset<std::array<float, 2>, std::uint8_t>;

/// Two spirals of three turns, the second opposite the first.
static Data spirals(std::size_t points, std::uint64_t seed) {
  Engine engine(seed);
  Data data;
  for (std::size_t i = 0; i < points; ++i) {
    const auto arm = static_cast<std::uint8_t>(i % 2);
    const double along = 0.05 + 0.95 * std::sqrt(uniform<double>(engine)), angle = pi * (6 * along + arm);
    data.push_back({static_cast<float>(along * std::cos(angle) + normal(engine, 0.0, 0.01)),
                    static_cast<float>(along * std::sin(angle) + normal(engine, 0.0, 0.01))},
                   arm);
  }
  return data;
}

/// The root mean square of the outputs of layer I over 64 samples.
template <std::size_t I> static double size_after(Deep& net, const Data& data) {
  static Workspace<Deep, 64, Mode::training> w;  // static, because 100 KB are large for a stack
  for (std::size_t s = 0; s < 64; ++s) w.x()[s] = data.inputs[s];
  net.forward(w);
  const auto y = w.output<I>();
  double total = 0;
  for (std::size_t s = 0; s < 64; ++s)
    for (std::size_t i = 0; i < y.features; ++i) total += static_cast<double>(y(s, i) * y(s, i));
  return std::sqrt(total / static_cast<double>(64 * y.features));
}

/// Trains from He's initial weights times a factor; a factor other than 1 spoils them. Returns the accuracy on unseen
/// points.
static double train(float factor, const Data& data, const Data& unseen, std::uint64_t seed, bool talk) {
  Deep net;
  initialize(net, seed);
  for (float& parameter : net.parameters) parameter *= factor;  // all parameters; biases start at 0
  if (talk)
    std::printf("He × %g\n  size of values after layer 1, 4, 8: %.2g, %.2g, %.2g\n", static_cast<double>(factor),
                size_after<0>(net, data), size_after<3>(net, data), size_after<7>(net, data));

  const History history =
      fit<32>(net, data, BinaryCrossEntropy{}, AdamW{.rate = 0.002},
              {.epochs = 300,
               .seed = seed,
               .validation = unseen,                       // evaluated after every epoch, never trained on
               .schedule = warm_up(5, cosine_decay(295)),  // the rate rises for 5 epochs, then falls along a cosine
               .clip_norm = 5,                             // gradients with a larger norm are scaled down
               // stops after 50 epochs without a better validation loss and restores the best weights
               .patience = 50},
              [talk](const Epoch& e) {  // called after each epoch; returns false to end the training
                if (talk && e.epoch % 10 == 1) std::printf("  %s\n", to_string(e).c_str());
                return e.validation_loss > 0.01;
              });
  const double share = accuracy(net, unseen);
  if (talk) {
    std::printf("  %s, the best was epoch %zu: ", to_string(history.outcome).c_str(), history.best_epoch);
    std::printf("%.1f %% of unseen points correct\n\n", 100 * share);
  }
  return share;
}

int main() {
  const Data data = spirals(1000, 1), unseen = spirals(500, 2);
  const double timid = train(0.2f, data, unseen, 1, true);
  double worst = train(1, data, unseen, 1, true);
  std::printf("He, four more seeds:");
  for (std::uint64_t seed = 2; seed <= 5; ++seed) {
    const double share = train(1, data, unseen, seed, false);
    std::printf(" %.1f %%", 100 * share);
    worst = std::min(worst, share);
  }
  std::printf("\n");
  return timid < 0.6 && worst > 0.95 ? 0 : 1;
}
