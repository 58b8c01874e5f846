// NaN and infinity in what a training watches: they are never the best, patience counts them, and figures say so.
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_not_finite)

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

using Line = BasicNet<double, Dense<1, 1>>;
using Point = std::array<double, 1>;
using Points = Dataset<Point, double>;
using Callback = std::function<bool(const Epoch&)>;
/// From w = 0, training pulls w towards 10: after epoch e it is 10·(1 − 0.96^e) (tests/train/fit.cpp). The validation
/// loss, (w − target)², is the smaller the farther training has come.
History train(
    Line& net, Points& validation, const FitOptions<DataView<Point, double>>& options,
    const Callback& callback = [](const Epoch&) { return true; }) {
  const Points data{{{1}, {-1}}, {10, -10}};
  auto with_validation = options;
  with_validation.validation = validation;
  return fit<2>(net, data, MSE{}, SGD{.rate = 0.02}, with_validation, callback);
}
double after(int epochs) { return 10 * (1 - std::pow(0.96, epochs)); }
const auto closely = boost::test_tools::tolerance(1e-12);

BOOST_AUTO_TEST_CASE(never_finite_from_the_first_epoch) {
  for (const double bad : {nan, infinity, -infinity}) {
    Points validation{{{1}}, {bad}};
    Line net;
    const auto history = train(net, validation, {.epochs = 100, .patience = 3});
    BOOST_TEST((history.outcome == Outcome::stopped_early && history.epochs.size() == 3u));
    BOOST_TEST(history.best_epoch == 0u);
    BOOST_TEST(!std::isfinite(history.last().validation_loss));
    BOOST_TEST(net.weight<0>(0, 0) == after(3), closely);  // no weights were better: the last ones stay
    BOOST_CHECK_EXCEPTION(static_cast<void>(history.best()), history_error, [](const history_error& e) {
      return std::string(e.what()) ==
             "the history has no best epoch: no monitored loss was finite; test best_epoch > 0 first";
    });
    Line impatient;
    BOOST_TEST(train(impatient, validation, {.epochs = 5}).best_epoch == 0u);
    BOOST_TEST(impatient.weight<0>(0, 0) == after(5), closely);
  }
}
BOOST_AUTO_TEST_CASE(finite_at_first) {
  Points validation{{{1}}, {10}};
  Line net;
  const auto spoil = [&](const Epoch& e) {
    if (e.epoch == 4) validation.targets[0] = nan;
    return true;
  };
  const auto history = train(net, validation, {.epochs = 100, .patience = 3}, spoil);
  BOOST_TEST((history.outcome == Outcome::stopped_early && history.epochs.size() == 7u));
  BOOST_TEST(history.best_epoch == 4u);
  BOOST_TEST(history.best().validation_loss == std::pow(10 * std::pow(0.96, 4), 2), closely);
  BOOST_TEST(net.weight<0>(0, 0) == after(4), closely);
}
BOOST_AUTO_TEST_CASE(finite_later) {
  Points validation{{{1}}, {nan}};
  Line net;
  const auto mend = [&](const Epoch& e) {
    if (e.epoch == 2) validation.targets[0] = 10;
    return true;
  };
  const auto history = train(net, validation, {.epochs = 6, .patience = 3}, mend);
  BOOST_TEST((history.outcome == Outcome::finished && history.best_epoch == 6u));
  BOOST_TEST(net.weight<0>(0, 0) == after(6), closely);
}
BOOST_AUTO_TEST_CASE(the_first_finite_loss_is_better_whatever_min_delta_says) {
  Points validation{{{1}}, {10}};
  Line net;
  const auto history = train(net, validation, {.epochs = 10, .patience = 2, .min_delta = infinity});
  BOOST_TEST((history.outcome == Outcome::stopped_early && history.best_epoch == 1u && history.epochs.size() == 3u));
}
BOOST_AUTO_TEST_CASE(a_trainer_counts_across_calls) {
  Points validation{{{1}}, {nan}};
  const Points data{{{1}, {-1}}, {10, -10}};
  const Callback goes_on = [](const Epoch&) { return true; };
  Line net;
  Trainer trainer(net, SGD{.rate = 0.02});
  const FitOptions<DataView<Point, double>> options{.epochs = 2, .validation = validation, .patience = 3};
  BOOST_TEST((trainer.fit<2>(data, MSE{}, options, goes_on).outcome == Outcome::finished));
  const auto second = trainer.fit<2>(data, MSE{}, options, goes_on);
  BOOST_TEST((second.outcome == Outcome::stopped_early && second.epochs.size() == 1u && second.best_epoch == 0u));
  BOOST_TEST(net.weight<0>(0, 0) == after(3), closely);
  BOOST_CHECK_THROW(static_cast<void>(trainer.best()), history_error);
  BOOST_CHECK_THROW(trainer.restore_best(), history_error);
}

BOOST_AUTO_TEST_CASE(a_history_without_epochs) {
  const History empty;
  const auto says = [](const history_error& e) {
    return std::string(e.what()) ==
           "the history has no epochs: training was to run 0, had stopped before, diverged in the first, or "
           "was ended in it by a callback";
  };
  BOOST_CHECK_EXCEPTION(static_cast<void>(empty.last()), history_error, says);
  BOOST_CHECK_EXCEPTION(static_cast<void>(empty.best()), history_error, says);
  Points validation{{{1}}, {1}};
  Line net;
  BOOST_CHECK_EXCEPTION(static_cast<void>(train(net, validation, {.epochs = 0}).last()), history_error, says);
  // One that begins later, as calls of a Trainer return.
  History later{.epochs = {{.epoch = 11}, {.epoch = 12}}, .best_epoch = 12};
  BOOST_TEST(&later.best() == &later.epochs[1]);
  for (const std::size_t other : {3u, 10u, 13u}) {
    later.best_epoch = other;
    BOOST_CHECK_EXCEPTION(static_cast<void>(later.best()), history_error, [&](const history_error& e) {
      return std::string(e.what()) ==
             "the best epoch, " + std::to_string(other) + ", was in an earlier call: this history has epochs 11 to 12";
    });
  }
}

// Outputs that are NaN stand for no class, so there is no accuracy; class 0 would be as good as right in half the
// cases.
template <class Activation, std::size_t Out, class L> void is_not_measured(const L& loss) {
  BasicNet<double, Dense<1, Out, Activation>> net;
  const std::array<Point, 2> x{{{1}, {2}}};
  const std::array<int, 2> t{0, 1};
  net.template weight<0>(0, 0) = nan;
  const auto figures = evaluate(net, DataView(x, t), loss);
  BOOST_TEST(std::isnan(figures.loss));
  BOOST_TEST(std::isnan(figures.accuracy));
  BOOST_TEST(std::isnan(accuracy(net, DataView(x, t), loss)));
  BOOST_CHECK_EXCEPTION(
      static_cast<void>(confusion_matrix(net, DataView(x, t), loss)), data_error, [](const data_error& e) {
        return e.sample == 0 &&
               std::string(e.what()) == "confusion_matrix: the outputs for sample 0 are NaN, which is no class";
      });
  net.template weight<0>(0, 0) = 0;
  BOOST_TEST(evaluate(net, DataView(x, t), loss).accuracy == 0.5);
}
BOOST_AUTO_TEST_CASE(outputs_that_are_nan) {
  is_not_measured<Softmax, 2>(CrossEntropy{});
  is_not_measured<Identity, 3>(CrossEntropyWithLogits{});
  is_not_measured<Sigmoid, 1>(BinaryCrossEntropy{});
  is_not_measured<Identity, 1>(BinaryCrossEntropyWithLogits{});
  is_not_measured<Sigmoid, 1>(MSE{});
  is_not_measured<Sigmoid, 1>(MAE{});
  is_not_measured<Sigmoid, 1>(Huber{});
}

BOOST_AUTO_TEST_SUITE_END()
