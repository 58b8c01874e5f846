// 08 · Iris: classifies three species of flowers by four lengths, with all steps from the data to the trained net.
//
// The net is 4-16-8-3 with ReLU and softmax; the loss is cross-entropy. Of 150 flowers, 80 % are for training and
// 20 % for testing, with each species in the same proportion.
//
// A test set has 30 flowers, so the accuracy of one net depends on chance. The program therefore repeats everything
// (split, initial weights, order of samples) from ten seeds: the median must reach 96.7 % (29 of 30), the worst
// 93.3 % (28 of 30).
//
// The settings were chosen by the mean over 300 other seeds. Adam with weight decay on unscaled lengths in
// centimetres gave 97.6 %. Features scaled to deviation 1 gave 94.9 % without decay and 96.5 % with it: scaling gives
// the sepals, which carry little information, as much weight as the petals. (Linear discriminant analysis, the method
// published with this data set, reaches 97.9 % on such splits.)

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>

#include <sinew/sinew.hpp>
#include <sinew/report/plot.hpp>
#include <sinew/report/text.hpp>

#include "data/iris.hpp"

using namespace sinew;

using Flowers = Net<Dense<4, 16, ReLU>, Dense<16, 8, ReLU>, Dense<8, 3, Softmax>>;
static_assert(Flowers::parameter_count == (4 * 16 + 16) + (16 * 8 + 8) + (8 * 3 + 3));

using Flower = std::array<float, 4>;
using Data = Dataset<Flower, std::uint8_t>;

struct Trial {
  Flowers net{};
  Data train{}, test{};
  History history{};
};

static Trial attempt(std::uint64_t seed) {
  const auto& iris = examples::iris();
  auto [train, test] = stratified_split(DataView(iris.inputs, iris.targets), 0.2, seed);
  Trial trial{.train = std::move(train), .test = std::move(test)};
  initialize(trial.net, seed);  // He for the ReLU layers, Xavier for the softmax layer
  trial.history = fit<16>(trial.net, trial.train, CrossEntropy{}, Adam{.rate = 0.02, .weight_decay = 0.02},
                          {.epochs = 150, .seed = seed, .validation = trial.test, .schedule = cosine_decay(150)});
  return trial;
}

/// Plots the loss over the epochs, and the decision boundary over the petals' lengths with the sepals at their mean.
static void draw(const Trial& trial) {
  const auto& iris = examples::iris();
  Dataset<std::array<float, 2>, std::uint8_t> petals;
  for (std::size_t i = 0; i < 150; ++i) petals.push_back({iris.inputs[i][2], iris.inputs[i][3]}, iris.targets[i]);
  auto species_of = [&trial](std::array<float, 2> petal) {
    return trial.net.predict({5.84f, 3.06f, petal[0], petal[1]});
  };
  try {
    plot_loss(trial.history, "iris-loss.svg", {.title = "Iris: loss"});
    plot_decision_boundary(species_of, petals, "iris-boundary.svg",
                           {.title = "Iris: sepals of 5.84 × 3.06 cm",
                            .x_label = "petal length, cm",
                            .y_label = "petal width, cm",
                            .classes = {iris.classes.begin(), iris.classes.end()}});
    std::printf("\nplots: iris-loss.svg and iris-boundary.svg in %s\n", std::filesystem::current_path().c_str());
  } catch (const plot_error& e) {
    std::printf("\nno plots: %s\n", e.what());  // for example, gnuplot is not installed
  }
}

int main() {
  const auto& names = examples::Iris::classes;
  const Trial trial = attempt(1);
  std::printf("%s\n", to_string(trial.history, 16).c_str());

  const Evaluation result = evaluate(trial.net, trial.test, CrossEntropy{});
  std::printf("%zu test flowers: %.1f %% correct, loss %.4f\n\n", trial.test.size(), 100 * result.accuracy,
              result.loss);
  std::printf("%s\n", to_string(confusion_matrix(trial.net, trial.test), names).c_str());

  const Flower flower{6.1f, 2.8f, 4.7f, 1.2f};
  const std::array<float, 3> p = trial.net(flower);
  std::printf("sepal 6.1 × 2.8 cm, petal 4.7 × 1.2 cm: %s (", names[trial.net.predict(flower)].data());
  for (std::size_t k = 0; k < 3; ++k)
    std::printf("%s%s %.1f %%", k == 0 ? "" : ", ", names[k].data(), 100 * static_cast<double>(p[k]));
  std::printf(")\n");
  draw(trial);

  std::printf("\ntest accuracy from ten seeds:");
  std::array<double, 10> share{};
  for (std::size_t i = 0; i < share.size(); ++i) {
    share[i] = attempt(i + 1).history.last().validation_accuracy;
    std::printf(" %.1f", 100 * share[i]);
  }
  std::sort(share.begin(), share.end());
  const double median = (share[4] + share[5]) / 2;
  std::printf(" %%\nmedian %.1f %%, worst %.1f %%\n", 100 * median, 100 * share[0]);
  // 29 and 28 of 30 flowers, minus a tolerance for the rounding of a mean.
  return median > 28.99 / 30 && share[0] > 27.99 / 30 ? 0 : 1;
}
