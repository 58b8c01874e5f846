// Callbacks for steps; the best weights kept without an early end, by loss, accuracy or a metric.
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_hooks)

using Line = BasicNet<double, Dense<1, 1>>;
using Samples = Dataset<std::array<double, 1>, double>;

/// Samples that all have x = 1 and the target 10: a step of SGD takes y = w + b to y + 4 rate (10 - y).
Samples ten(std::size_t count) {
  Samples data;
  for (std::size_t i = 0; i < count; ++i) data.push_back({1}, 10);
  return data;
}
double output(const Line& net) { return net.weight<0>(0, 0) + net.bias<0>(0); }
const auto exactly = boost::test_tools::tolerance(1e-12);

BOOST_AUTO_TEST_CASE(steps_are_those_of_the_formula) {
  for (const double clip : {0.0, 5.0}) {
    const auto closely = boost::test_tools::tolerance(clip > 0 ? 1e-6 : 1e-12);  // clipping divides by the norm + 10⁻⁶
    Line net;
    double y = 0;
    std::size_t steps = 0, epochs = 0;
    const auto data = ten(10);
    fit<4>(
        net, data, MSE{}, SGD{.rate = 0.01}, {.epochs = 3, .schedule = step_decay(1, 0.5), .clip_norm = clip},
        [&](const TrainingStep& step) {
          ++steps;
          BOOST_TEST(step.step == steps);
          BOOST_TEST(step.epoch == 1 + (steps - 1) / 3);
          BOOST_TEST(epochs == step.epoch - 1);
          BOOST_TEST(step.rate == 0.01 * std::pow(0.5, step.epoch - 1), exactly);
          BOOST_TEST(step.loss == (10 - y) * (10 - y), closely);
          const double gradient = 2 * std::sqrt(2) * (10 - y);  // its norm
          if (clip > 0) BOOST_TEST(step.gradient_norm == gradient, closely);
          else BOOST_TEST(std::isnan(step.gradient_norm));
          y += std::sqrt(2) * step.rate * (clip > 0 ? std::fmin(gradient, clip) : gradient);
          BOOST_TEST(output(net) == y, closely);  // the callback comes after the step
        },
        [&](const Epoch&) { ++epochs; });
    BOOST_TEST(steps == 9u);
    BOOST_TEST(epochs == 3u);
  }
}

BOOST_AUTO_TEST_CASE(a_step_ends_the_training) {
  Line net;
  std::size_t epochs = 0;
  const auto data = ten(10);
  const auto history = fit<4>(
      net, data, MSE{}, SGD{.rate = 0.01}, {.epochs = 100}, [](const TrainingStep& step) { return step.step < 5; },
      [&](const Epoch&) { ++epochs; });
  BOOST_TEST((history.outcome == Outcome::stopped_by_user));
  BOOST_TEST(history.epochs.size() == 1u);  // the second is not whole
  BOOST_TEST(epochs == 1u);
  BOOST_TEST(output(net) == 10 * (1 - std::pow(0.96, 5)), exactly);

  Line first;
  const auto none =
      fit<4>(first, data, MSE{}, SGD{.rate = 0.01}, {.patience = 3}, [](const TrainingStep&) { return false; });
  BOOST_TEST(none.epochs.empty());
  BOOST_TEST(none.best_epoch == 0u);
  BOOST_TEST(output(first) == 0.4, exactly);
  BOOST_CHECK_THROW(static_cast<void>(none.last()), history_error);
}

BOOST_AUTO_TEST_CASE(steps_count_on_in_a_trainer) {
  Line net;
  const auto data = ten(10);
  Trainer trainer(net, SGD{.rate = 0.01});
  std::vector<std::size_t> seen;
  const auto note = [&](const TrainingStep& step) { seen.push_back(step.step * 100 + step.epoch); };
  trainer.fit<4>(data, MSE{}, {.epochs = 1}, note);
  trainer.fit<5>(data, MSE{}, {.epochs = 1}, note);
  BOOST_TEST((seen == std::vector<std::size_t>{101, 201, 301, 402, 502}));

  // With keep_best the net has the best weights after a call that a step has ended.
  Line kept;
  Trainer keeper(kept, SGD{.rate = 0.01});
  keeper.fit<5>(data, MSE{}, {.epochs = 1, .keep_best = true});
  const double best = output(kept);
  const auto part =
      keeper.fit<5>(data, MSE{}, {.epochs = 1, .keep_best = true}, [](const TrainingStep&) { return false; });
  BOOST_TEST(part.epochs.empty());
  BOOST_TEST(output(kept) == best);
  BOOST_TEST(keeper.shows_best());
  keeper.fit<5>(data, MSE{}, {.epochs = 1});  // goes on from the last weights: three steps and two more
  BOOST_TEST(output(kept) == 10 * (1 - std::pow(0.96, 5)), exactly);
}

BOOST_AUTO_TEST_CASE(blocks_of_sequences_are_steps) {
  using Echo = Net<GRU<1, 2>, Dense<2, 1>>;
  const std::vector<std::vector<std::array<float, 1>>> inputs(2, {{0.1f}, {0.2f}, {0.3f}, {0.4f}, {0.5f}});
  Echo net;
  initialize(net, 1);
  std::size_t steps = 0;
  fit<2, 2>(net, DataView(inputs, inputs), MSE{}, Adam{}, {.epochs = 2}, [&](const TrainingStep& step) {
    ++steps;
    BOOST_TEST(step.step == steps);
    BOOST_TEST(step.epoch == 1 + (steps - 1) / 3);
    BOOST_TEST(std::isfinite(step.loss));
  });
  BOOST_TEST(steps == 6u);  // blocks of 2, 2 and 1 steps
  const auto history = fit<2, 2>(net, DataView(inputs, inputs), MSE{}, Adam{}, {.epochs = 9},
                                 [](const TrainingStep& step) { return step.step < 4; });
  BOOST_TEST(history.epochs.size() == 1u);
  BOOST_TEST((history.outcome == Outcome::stopped_by_user));
}

BOOST_AUTO_TEST_CASE(generic_callbacks_are_for_epochs) {
  Line net;
  std::size_t epochs = 0;
  const auto data = ten(4);
  fit<4>(net, data, MSE{}, SGD{}, {.epochs = 3}, [&](const auto& epoch) { epochs += epoch.validation_loss != 0; });
  BOOST_TEST(epochs == 3u);
}

/// A rate at which the weight jumps over the minimum: the loss falls and then rises by the schedule.
Schedule too_high_after(double epochs) {
  return {.shape = [](const Schedule& schedule, double time) { return time < schedule.a ? 1.0 : 60.0; }, .a = epochs};
}

BOOST_AUTO_TEST_CASE(the_best_weights_are_kept_to_the_end) {
  const auto data = ten(4);
  const FitOptions<DataView<std::array<double, 1>, double>> options{
      .epochs = 6, .validation = data, .schedule = too_high_after(3), .keep_best = true};
  Line net;
  std::vector<double> weights;
  const auto history =
      fit<4>(net, data, MSE{}, SGD{.rate = 0.01}, options, [&](const Epoch&) { weights.push_back(output(net)); });
  BOOST_TEST(history.epochs.size() == 6u);  // no early end
  BOOST_TEST((history.outcome == Outcome::finished));
  BOOST_TEST(history.best_epoch == 3u);
  BOOST_TEST(output(net) == weights[2]);
  BOOST_TEST(weights[5] != weights[2]);

  Line parts;
  Trainer trainer(parts, SGD{.rate = 0.01});
  FitOptions<DataView<std::array<double, 1>, double>> half = options;
  half.epochs = 3;
  trainer.fit<4>(data, MSE{}, half);
  trainer.fit<4>(data, MSE{}, half);
  BOOST_TEST(output(parts) == weights[2]);
  BOOST_TEST(trainer.shows_best());

  Line last;
  FitOptions<DataView<std::array<double, 1>, double>> plain = options;
  plain.keep_best = false;
  fit<4>(last, data, MSE{}, SGD{.rate = 0.01}, plain);
  BOOST_TEST(output(last) == weights[5]);
}

/// A figure with a maximum where the output passes 5, far from the minimum of the loss.
struct NearFive {
  static constexpr const char* name = "near five";
  static constexpr bool larger_is_better = true;
  double sum = 0, count = 0;
  void reset() { *this = {}; }
  void add(std::span<const double> y, std::span<const double>) {
    sum -= std::fabs(y[0] - 5);
    ++count;
  }
  double value() const { return sum / count; }
};

BOOST_AUTO_TEST_CASE(the_best_by_a_metric) {
  const auto data = ten(4);
  // y = 10 (1 - 0.8^n): 2, 3.6, 4.88, 5.9, …
  for (const bool validates : {true, false}) {
    Line net;
    FitOptions<DataView<std::array<double, 1>, double>> options{.epochs = 8, .keep_best = true, .monitor = "near five"};
    if (validates) options.validation = data;
    const auto history = fit<4>(net, data, MSE{}, SGD{.rate = 0.05}, options, MeanAbsoluteError{}, NearFive{});
    BOOST_TEST(history.epochs.size() == 8u);
    BOOST_TEST(history.best_epoch == 3u);
    BOOST_TEST(output(net) == 4.88, exactly);
    BOOST_TEST(history.best().metrics.value("near five") == -0.12, exactly);

    Line patient;
    options.patience = 2;
    const auto stopped = fit<4>(patient, data, MSE{}, SGD{.rate = 0.05}, options, NearFive{});
    BOOST_TEST((stopped.outcome == Outcome::stopped_early));
    BOOST_TEST(stopped.epochs.size() == 5u);
    BOOST_TEST(output(patient) == 4.88, exactly);
    options.patience = 1;
    options.min_delta = 1.3;  // 3.6 is better than 2 by 1.6, 4.88 than 3.6 by 1.28
    Line demanding;
    BOOST_TEST(fit<4>(demanding, data, MSE{}, SGD{.rate = 0.05}, options, NearFive{}).best_epoch == 2u);
  }
  Line in_parts;
  Trainer trainer(in_parts, SGD{.rate = 0.05});
  for (int i = 0; i < 4; ++i)
    trainer.fit<4>(data, MSE{}, {.epochs = 2, .keep_best = true, .monitor = "near five"}, NearFive{});
  BOOST_TEST(output(in_parts) == 4.88, exactly);
  BOOST_TEST(trainer.state().progress.best_loss == -0.12, exactly);
}

BOOST_AUTO_TEST_CASE(the_best_by_accuracy) {
  // One logit w x for the classes of x = -1 (0) and x = 1 (1), whose weight begins on the wrong side.
  BasicNet<double, Dense<1, 1, Sigmoid>> net;
  net.weight<0>(0, 0) = -1;
  Dataset<std::array<double, 1>, int> data;
  data.push_back({1}, 1);
  data.push_back({-1}, 0);
  const auto history = fit<2>(net, data, BinaryCrossEntropy{}, SGD{.rate = 1},
                              {.epochs = 9, .validation = data, .keep_best = true, .monitor = "accuracy"});
  std::size_t first = 0;
  while (history.epochs[first].validation_accuracy < 1) ++first;
  BOOST_TEST(first > 0u);
  BOOST_TEST(history.best_epoch == first + 1);  // later ones are not better
}

BOOST_AUTO_TEST_CASE(monitored_figures_must_be_measured) {
  const auto data = ten(4);
  Line net;
  const auto says = [](const char* text) {
    return [text](const option_error& e) { return std::string(e.what()).find(text) != std::string::npos; };
  };
  BOOST_CHECK_EXCEPTION(fit<4>(net, data, MSE{}, SGD{}, {.monitor = "F1"}), option_error,
                        says("fit: .monitor is \"F1\", expected \"loss\", or the name of a metric"));
  BOOST_CHECK_EXCEPTION(fit<4>(net, data, MSE{}, SGD{}, {.monitor = "accuracy"}, NearFive{}), option_error,
                        says(".monitor is \"accuracy\", expected \"loss\", \"near five\""));
  Trainer trainer(net, SGD{});
  BOOST_CHECK_EXCEPTION(trainer.fit<4>(data, MSE{}, {.monitor = "near 5"}, NearFive{}), option_error,
                        says("Trainer::fit: .monitor is \"near 5\""));
  const std::vector<std::vector<std::array<double, 1>>> sequences(2, {{0.1}, {0.2}});
  BOOST_CHECK_EXCEPTION((fit<2, 2>(net, DataView(sequences, sequences), MSE{}, SGD{}, {.monitor = "x"})), option_error,
                        says(".monitor is \"x\""));
  fit<4>(net, data, MSE{}, SGD{}, {.monitor = "loss"});
}

BOOST_AUTO_TEST_SUITE_END()
