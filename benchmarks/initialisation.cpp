// What the first weights are worth: six nets from five seeds each, by four schemes, otherwise trained alike.
//
//     initialisation [DIR]     the folder of MNIST's four files, or the environment variable SINEW_MNIST; without it
//                              the two nets of digits are left out
//     initialisation --test    trains the first net alone
//
// Prints a table in Markdown: the loss on unseen data after the training, its mean and deviation over the seeds, and
// the same of the first epoch's training loss. Each scheme has the best of three rates for itself, so that none is the
// better one for the rate alone.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>

#include <sinew/sinew.hpp>
#if SINEW_BENCH_ZLIB
#include <sinew/data/mnist.hpp>
#endif

#include "../examples/data/iris.hpp"

using namespace sinew;

namespace {

constexpr std::size_t seeds = 5;
constexpr std::array schemes{"default", "PyTorch", "small out", "orthogonal"};

/// The default; PyTorch's; the default with weights of the last layer divided by 10; orthogonal matrices with the gain
/// of the hidden layers' activation, and of 1 in the last layer.
template <class Gained, class Net> void begin(Net& net, std::size_t scheme, std::uint64_t seed) {
  auto last = net.template parameters_of<Net::depth - 1>();
  if (scheme == 0 || scheme == 2) initialize(net, seed);
  if (scheme == 1) initialize(net, seed, PyTorchDefault{});
  if (scheme == 3) initialize(net, seed, Orthogonal<Gained>{});
  const double scale = scheme == 2 ? 0.1 : scheme == 3 ? 1 / gain_of<Gained> : 1;
  if (scheme > 1)
    for (std::size_t i = 0; i < last.size(); ++i) last[i] *= static_cast<float>(scale);
}

struct Figure {
  double mean = 0, deviation = 0;
};
Figure of(const std::array<double, seeds>& values) {
  Figure f;
  for (const double v : values) f.mean += v / seeds;
  for (const double v : values) f.deviation += (v - f.mean) * (v - f.mean) / (seeds - 1);
  f.deviation = std::sqrt(f.deviation);
  return f;
}

struct Row {
  Figure first, last, right;
  double rate = 0;
};
template <class Net, class Gained, std::size_t Batch, class Train, class Test, class Loss>
Row train(std::size_t scheme, const Train& data, const Test& test, const Loss& loss, double rate, std::size_t epochs) {
  std::array<double, seeds> first{}, last{}, right{};
  for (std::size_t s = 0; s < seeds; ++s) {
    const auto net = std::make_unique<Net>();
    begin<Gained>(*net, scheme, s + 1);
    const History history =
        fit<Batch>(*net, data, loss, Adam{.rate = rate},
                   {.epochs = epochs, .seed = s + 1, .schedule = cosine_decay(static_cast<double>(epochs))});
    const Evaluation seen = evaluate(*net, test, loss);
    first[s] = history.epochs.front().loss;
    last[s] = seen.loss;
    right[s] = 100 * seen.accuracy;
  }
  return {of(first), of(last), of(right), rate};
}
/// A row for each scheme: the net is trained from each seed, with the same data and the same order of samples, at a
/// third of this rate, at it, and at three times it. The best mean of the test loss is printed. Returns the lowest
/// accuracy of the schemes, in per cent.
template <class Net, class Gained, std::size_t Batch, class Train, class Test, class Loss>
double compare(const char* name, const Train& data, const Test& test, const Loss& loss, double rate,
               std::size_t epochs) {
  double lowest = 100;
  for (std::size_t scheme = 0; scheme < schemes.size(); ++scheme) {
    Row best;
    for (const double factor : {1. / 3, 1., 3.}) {
      const Row row = train<Net, Gained, Batch>(scheme, data, test, loss, rate * factor, epochs);
      if (best.rate == 0 || row.last.mean < best.last.mean) best = row;
    }
    std::printf("| %s | %s | %.2g | %.3g ± %.1g | %.3g ± %.1g |", scheme == 0 ? name : "", schemes[scheme], best.rate,
                best.first.mean, best.first.deviation, best.last.mean, best.last.deviation);
    if (best.right.mean == best.right.mean) std::printf(" %.2f ± %.2f |\n", best.right.mean, best.right.deviation);
    else std::printf(" |\n");
    std::fflush(stdout);
    lowest = (std::min)(lowest, best.right.mean);
  }
  return lowest;
}

using Spirals = Dataset<std::array<float, 2>, std::uint8_t>;
/// Two spirals of two turns, the second opposite the first.
Spirals spirals(std::size_t points, std::uint64_t seed) {
  constexpr double pi = 3.14159265358979;
  Engine engine(seed);
  Spirals data;
  for (std::size_t i = 0; i < points; ++i) {
    const auto arm = static_cast<std::uint8_t>(i % 2);
    const double along = 0.05 + 0.95 * std::sqrt(uniform<double>(engine)), angle = pi * (4 * along + arm);
    data.push_back({static_cast<float>(along * std::cos(angle) + normal(engine, 0.0, 0.01)),
                    static_cast<float>(along * std::sin(angle) + normal(engine, 0.0, 0.01))},
                   arm);
  }
  return data;
}
template <class Act> using Deep =
    Net<Dense<2, 32, Act>, Dense<32, 32, Act>, Dense<32, 32, Act>, Dense<32, 32, Act>, Dense<32, 32, Act>,
        Dense<32, 32, Act>, Dense<32, 32, Act>, Dense<32, 32, Act>, Dense<32, 1, Sigmoid>>;

using Numbers = Dataset<std::array<float, 10>, std::array<float, 1>>;
/// Friedman's first function of ten inputs, of which five matter, scaled to deviation 1, with noise.
/// Source: Friedman, "Multivariate adaptive regression splines", Annals of Statistics 19 (1991).
Numbers friedman(std::size_t points, std::uint64_t seed) {
  Engine engine(seed);
  Numbers data;
  for (std::size_t n = 0; n < points; ++n) {
    std::array<float, 10> x{};
    for (float& v : x) v = uniform<float>(engine);
    const double y = 10 * std::sin(3.14159265358979 * static_cast<double>(x[0] * x[1])) +
                     20 * std::pow(static_cast<double>(x[2]) - 0.5, 2) + static_cast<double>(10 * x[3] + 5 * x[4]) +
                     normal(engine, 0.0, 1.0);
    for (float& v : x) v = (v - 0.5f) * 3.4641016f;
    data.push_back(x, {static_cast<float>((y - 14.4) / 5)});
  }
  return data;
}

}  // namespace

int main(int count, char** arguments) {
  std::printf(
      "| Net | First weights | Rate | Training loss, epoch 1 | Test loss | Test accuracy in %% "
      "|\n|---|---|--:|--:|--:|--:|\n");
  const auto& iris = examples::iris();
  auto [train, test] = stratified_split(to_dataset(DataView(iris.inputs, iris.targets)), 0.3, 1);
  StandardScaler<float, 4> scaler;
  scaler.fit(train.inputs).transform(std::span(train.inputs));
  scaler.transform(std::span(test.inputs));
  const double lowest = compare<Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>, ReLU, 16>(
      "iris, 4-16-8-3, ReLU", train, test, CrossEntropy{}, 0.01, 40);
  if (count > 1 && std::strcmp(arguments[1], "--test") == 0) return lowest >= 95 ? 0 : 1;
  compare<Net<Dense<10, 64, ReLU>, Dense<64, 64, ReLU>, Dense<64, 1>>, ReLU, 32>(
      "regression, 10-64-64-1, ReLU", friedman(1000, 1), friedman(2000, 2), MSE{}, 0.003, 60);
  compare<Deep<ReLU>, ReLU, 32>("two spirals, nine layers, ReLU", spirals(2000, 1), spirals(2000, 2),
                                BinaryCrossEntropy{}, 0.001, 100);
  compare<Deep<Tanh>, Tanh, 32>("two spirals, nine layers, Tanh", spirals(2000, 1), spirals(2000, 2),
                                BinaryCrossEntropy{}, 0.001, 100);
#if SINEW_BENCH_ZLIB
  const char* const folder = count > 1 ? arguments[1] : std::getenv("SINEW_MNIST");
  if (folder == nullptr) return 0;
  const Mnist data = load_mnist(folder);
  const auto some = data.train.subset(0, 20'000);
  compare<Net<Dense<784, 128, ReLU>, Dense<128, 64, ReLU>, Dense<64, 10, Softmax>>, ReLU, 64>(
      "digits, 784-128-64-10, ReLU", some, data.test, CrossEntropy{}, 0.001, 5);
  compare<Net<Input<1, 28, 28>, Conv2D<8, 3, NoBias>, BatchNorm<>, Activate<ReLU>, MaxPool2D<2>, Conv2D<16, 3, NoBias>,
              BatchNorm<>, Activate<ReLU>, MaxPool2D<2>, Flatten, Dense<400, 10, Softmax>>,
          ReLU, 64>("digits, two convolutions with BatchNorm", some, data.test, CrossEntropy{}, 0.002, 2);
#endif
}
