// 05 · XOR: a net with a hidden layer learns what one perceptron cannot.
//
// Four samples, sigmoid units, the mean squared error, and every step on all four samples (full batch). From unlucky
// initial weights such a net gets stuck on a plateau. The program therefore trains from 20 seeds; at least 19 must
// end with all four outputs within 0.1 of their targets.

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>

#include <sinew/sinew.hpp>
#include <sinew/report/plot.hpp>

using namespace sinew;

using Xor = Net<Dense<2, 4, Sigmoid>, Dense<4, 1, Sigmoid>>;
static_assert(Xor::parameter_count == 17);

constexpr std::array<std::array<float, 2>, 4> inputs{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
constexpr std::array<std::uint8_t, 4> targets{0, 1, 1, 0};  // with one output, the class index 0 or 1 is the target

static bool solved(const Xor& net) {
  bool all = true;
  for (std::size_t i = 0; i < 4; ++i) all = all && std::abs(net(inputs[i])[0] - static_cast<float>(targets[i])) < 0.1f;
  return all;
}

// The batch size is a template argument of fit(), because it determines the size of the training memory.
static History train(Xor& net, std::uint64_t seed) {
  initialize(net, seed);
  return fit<4>(net, DataView(inputs, targets), MSE{}, SGD{.rate = 8}, {.epochs = 5000, .shuffle = false});
}

int main() {
  Xor net;
  const History history = train(net, 1);
  std::printf("epoch       loss\n");
  for (std::size_t epoch : {1u, 100u, 300u, 1000u, 5000u})
    std::printf("%5zu   %.6f\n", epoch, history.epochs[epoch - 1].loss);
  std::printf("\n x1 x2   net(x)   predict\n");
  for (const auto& x : inputs) std::printf("  %g  %g   %.4f      %zu\n", x[0], x[1], net(x)[0], net.predict(x));

  try {
    plot_loss(history, "xor-loss.svg", {.title = "XOR: loss", .logarithmic = true});
    plot_decision_boundary(
        net, DataView(inputs, targets), "xor-boundary.svg",
        {.title = "XOR: the net's output", .x_label = "x1", .y_label = "x2", .x = {-0.5, 1.5}, .y = {-0.5, 1.5}});
    std::printf("\nplots: xor-loss.svg and xor-boundary.svg in %s\n", std::filesystem::current_path().c_str());
  } catch (const plot_error& e) {
    std::printf("\nno plots: %s\n", e.what());  // for example, gnuplot is not installed
  }

  std::size_t count = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Xor other;
    train(other, seed);
    count += solved(other);
  }
  std::printf("\nsolved from %zu of 20 seeds\n", count);
  return solved(net) && count >= 19 ? 0 : 1;
}
