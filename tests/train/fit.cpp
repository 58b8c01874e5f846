// fit: what it reports, the order of samples, tails, validation, early stopping, schedules, clipping, divergence,
// errors.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"
#include "../laws/user_layers.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_fit)

const auto exactly = boost::test_tools::tolerance(1e-14);

using Line = BasicNet<double, Dense<1, 1>>;
using Point = std::array<double, 1>;
using Points = Dataset<Point, double>;
Points points(std::initializer_list<std::array<double, 2>> list) {
  Points data;
  for (const auto& [x, t] : list) data.push_back({x}, t);
  return data;
}

/// fit with one type of callback and one batch size, so that it is compiled once.
using Callback = std::function<bool(const Epoch&)>;
History fit_line(
    Line& net, const Points& data, double rate, const FitOptions<DataView<Point, double>>& options,
    const Callback& callback = [](const Epoch&) { return true; }) {
  return fit<2>(net, data, MSE{}, SGD{.rate = rate}, options, callback);
}

// y = wx + b on (1, 2), (2, 4) from w = b = 0, MSE, rate 0.1, by hand:
//   loss (4 + 16)/2 = 10; ∂w = (2·(−2)·1 + 2·(−4)·2)/2 = −10; ∂b = (−4 − 8)/2 = −6; w = 1, b = 0.6
//   then loss (0.4² + 1.4²)/2 = 1.06
BOOST_AUTO_TEST_CASE(two_epochs_by_hand) {
  Line net;
  const auto history = fit_line(net, points({{1, 2}, {2, 4}}), 0.1, {.epochs = 2, .shuffle = false});
  BOOST_REQUIRE(history.epochs.size() == 2u);
  const auto& [first, second] = std::tie(history.epochs[0], history.epochs[1]);
  BOOST_TEST(first.loss == 10, exactly);
  BOOST_TEST(second.loss == 1.06, exactly);
  BOOST_TEST((first.epoch == 1 && second.epoch == 2));
  BOOST_TEST((first.rate == 0.1 && second.rate == 0.1));
  for (const double unmeasured :
       {first.accuracy, first.validation_loss, first.validation_accuracy, first.gradient_norm})
    BOOST_TEST(std::isnan(unmeasured));
  BOOST_TEST(history.best_epoch == 2u);
  BOOST_TEST(&history.last() == &second);
  BOOST_TEST(&history.best() == &second);
  BOOST_TEST((history.outcome == Outcome::finished));

  Line once;
  fit_line(once, points({{1, 2}, {2, 4}}), 0.1, {.shuffle = false});  // one epoch unless told otherwise
  BOOST_TEST(once.weight<0>(0, 0) == 1, exactly);
  BOOST_TEST(once.bias<0>(0) == 0.6, exactly);
}

BOOST_AUTO_TEST_CASE(accuracy_on_the_way) {
  BasicNet<double, Dense<1, 1, Sigmoid>> net;
  net.weight<0>(0, 0) = 1;
  const std::array<Point, 4> x{{{-1}, {1}, {2}, {-2}}};
  const std::array<int, 4> t{0, 0, 1, 0};  // the second is taken for 1
  const auto history =
      fit<4>(net, DataView(x, t), BinaryCrossEntropy{}, SGD{.rate = 1e-9}, {.validation = DataView(x, t).subset(0, 2)});
  BOOST_TEST(history.last().accuracy == 0.75);
  BOOST_TEST(history.last().validation_accuracy == 0.5);
  const auto expected = evaluate(net, DataView(x, t).subset(0, 2), BinaryCrossEntropy{});
  BOOST_TEST(history.last().validation_loss == expected.loss, exactly);
}

// ---- batches
using Small = BasicNet<double, Dense<3, 6, Tanh>, Dense<6, 2, Softmax>>;
Dataset<std::array<double, 3>, int> task(std::size_t count) {
  Dataset<std::array<double, 3>, int> data;
  auto draw = laws::draws(11);
  for (std::size_t i = 0; i < count; ++i) {
    const std::array<double, 3> x{draw(), draw(), draw()};
    data.push_back(x, x[0] * x[1] > 0.1 * x[2]);
  }
  return data;
}
/// What fit does, by hand, without shuffling: batches of B, the tail in a workspace of its own size.
template <std::size_t B, std::size_t Tail>
Small by_hand(const Dataset<std::array<double, 3>, int>& data, double& loss) {
  Small net;
  initialize(net, 1);
  Optimizer<Momentum, Small> optimizer{{.rate = 0.1}};
  loss = 0;
  const auto step = [&]<std::size_t N>(std::integral_constant<std::size_t, N>, std::size_t at) {
    Workspace<Small, N, Mode::training> w;
    std::array<double, 2 * N> t{};
    for (std::size_t s = 0; s < N; ++s) {
      std::copy_n(data.inputs[at + s].begin(), 3, w.x()[s].begin());
      t[2 * s + std::size_t(data.targets[at + s])] = 1;
    }
    loss += train_step(net, w, std::span<const double>(t), CrossEntropy{}, optimizer) * N;
  };
  std::size_t at = 0;
  for (; at + B <= data.size(); at += B) step(std::integral_constant<std::size_t, B>{}, at);
  if constexpr (Tail > 0) step(std::integral_constant<std::size_t, Tail>{}, at);
  loss /= double(data.size());
  return net;
}
template <std::size_t B, std::size_t Tail> void tail_is_its_samples(std::size_t count) {
  const auto data = task(count);
  double loss = 0;
  const auto expected = by_hand<B, Tail>(data, loss);
  Small net;
  initialize(net, 1);
  const auto history = fit<B>(net, data, CrossEntropy{}, Momentum{.rate = 0.1}, {.shuffle = false});
  double off = 0;
  for (std::size_t i = 0; i < net.parameters.size(); ++i)
    off = std::max(off, std::abs(net.parameters[i] - expected.parameters[i]));
  BOOST_TEST(off <= 1e-14);
  BOOST_TEST(history.last().loss == loss, exactly);
}
BOOST_AUTO_TEST_CASE(tails) {
  tail_is_its_samples<16, 5>(37);  // in lanes
  tail_is_its_samples<3, 2>(8);
  tail_is_its_samples<16, 5>(5);  // fewer samples than a batch
}

// ---- order
std::vector<double> trained(const Dataset<std::array<double, 3>, int>& data, std::uint64_t seed, bool shuffle) {
  Small net;
  initialize(net, 1);
  fit<4>(net, data, CrossEntropy{}, Adam{.rate = 0.01}, {.epochs = 3, .seed = seed, .shuffle = shuffle});
  return {net.parameters.begin(), net.parameters.end()};
}
BOOST_AUTO_TEST_CASE(the_seed_decides) {
  const auto data = task(30);
  const auto one = trained(data, 1, true);
  BOOST_TEST((one == trained(data, 1, true)));  // to the bit
  BOOST_TEST((one != trained(data, 2, true)));
  const auto in_order = trained(data, 1, false);
  BOOST_TEST((in_order == trained(data, 2, false)));
  BOOST_TEST((in_order != one));
}
BOOST_AUTO_TEST_CASE(padding_stays_zero) {
  const auto data = task(30);
  Small net;
  initialize(net, 1);
  fit<4>(net, data, CrossEntropy{}, AdamW{.rate = 0.01}, {.epochs = 2, .clip_norm = 1});
  static_assert(Small::layers::slice[1] == 32 && Small::parameter_count == 38);  // 24 and 14
  for (std::size_t i = 24; i < 32; ++i) BOOST_TEST(net.parameters[i] == 0);
  for (std::size_t i = 46; i < net.parameters.size(); ++i) BOOST_TEST(net.parameters[i] == 0);
}

// ---- the same task, told in other types
template <class Data> auto after_two_epochs(const Data& data) {
  Small net;
  initialize(net, 1);
  fit<4>(net, data, CrossEntropy{}, SGD{}, {.epochs = 2});
  return net.parameters;
}
BOOST_AUTO_TEST_CASE(bytes_are_255ths_and_an_index_is_a_one_hot_row) {
  Dataset<std::array<std::uint8_t, 3>, int> bytes;
  Dataset<std::array<double, 3>, int> numbers;
  Dataset<std::array<double, 3>, std::array<double, 2>> rows;
  auto draw = laws::draws(5);
  for (int i = 0; i < 21; ++i) {
    std::array<std::uint8_t, 3> x;
    std::array<double, 3> y;
    for (std::size_t k = 0; k < 3; ++k) {
      x[k] = std::uint8_t(127.5 + 127 * draw());
      y[k] = double(x[k]) * (1.0 / 255.0);
    }
    bytes.push_back(x, i % 2);
    numbers.push_back(y, i % 2);
    rows.push_back(y, {double(i % 2 == 0), double(i % 2 == 1)});
  }
  const auto expected = after_two_epochs(numbers);
  BOOST_TEST(after_two_epochs(bytes) == expected);
  BOOST_TEST(after_two_epochs(rows) == expected);
}

// ---- early stopping. From w = 0, training pulls w towards 10; validation is best where w = 3.
const auto up = [] { return points({{1, 10}, {-1, -10}}); };
const auto here = [] { return points({{1, 3}, {-1, -3}}); };
BOOST_AUTO_TEST_CASE(patience_takes_the_best_weights) {
  Line net;
  std::vector<double> seen;
  const auto train = up(), validation = here();
  const auto watch = [&](const Epoch&) { return seen.push_back(net.weight<0>(0, 0)), true; };
  const auto history = fit_line(net, train, 0.02, {.epochs = 100, .validation = validation, .patience = 4}, watch);
  BOOST_TEST((history.outcome == Outcome::stopped_early));
  BOOST_TEST(history.epochs.size() == history.best_epoch + 4);
  BOOST_TEST(seen.size() == history.epochs.size());
  // w after epoch e is 10·(1 − 0.96^e): nearest to 3 for e = 9 (3.075)
  BOOST_TEST(history.best_epoch == 9u);
  BOOST_TEST(net.weight<0>(0, 0) == 10 * (1 - std::pow(0.96, 9)), boost::test_tools::tolerance(1e-12));
  BOOST_TEST(net.weight<0>(0, 0) == seen[8]);
  BOOST_TEST(evaluate(net, validation, MSE{}).loss == history.best().validation_loss, exactly);
  for (const Epoch& e : history.epochs) BOOST_TEST(e.validation_loss >= history.best().validation_loss);
}
BOOST_AUTO_TEST_CASE(without_patience_the_last_weights_stay) {
  Line net;
  const auto validation = here();
  const auto history = fit_line(net, up(), 0.02, {.epochs = 30, .validation = validation});
  BOOST_TEST((history.outcome == Outcome::finished));
  BOOST_TEST(history.best_epoch == 9u);
  BOOST_TEST(net.weight<0>(0, 0) == 10 * (1 - std::pow(0.96, 30)), boost::test_tools::tolerance(1e-12));
}
BOOST_AUTO_TEST_CASE(min_delta_wants_more_than_a_little) {
  Line net;
  // losses barely fall
  const auto history = fit_line(net, up(), 1e-6, {.epochs = 100, .patience = 3, .min_delta = 1});
  BOOST_TEST((history.outcome == Outcome::stopped_early));
  BOOST_TEST(history.best_epoch == 1u);
  BOOST_TEST(history.epochs.size() == 4u);
}
BOOST_AUTO_TEST_CASE(patience_without_validation_watches_the_training_loss) {
  Line net;
  const auto history = fit_line(net, up(), 0.02, {.epochs = 20, .patience = 2});
  BOOST_TEST((history.outcome == Outcome::finished));
  BOOST_TEST(history.best_epoch == 20u);
}

// ---- callbacks
BOOST_AUTO_TEST_CASE(a_callback_may_stop) {
  Line net;
  std::vector<std::size_t> first, second;
  const auto history = fit<2>(
      net, up(), MSE{}, SGD{}, {.epochs = 10}, [&](const Epoch& e) { return first.push_back(e.epoch), e.epoch < 3; },
      [&](const Epoch& e) { second.push_back(e.epoch); });  // void: goes on
  BOOST_TEST((history.outcome == Outcome::stopped_by_user));
  BOOST_TEST(history.epochs.size() == 3u);
  BOOST_TEST((first == std::vector<std::size_t>{1, 2, 3} && second == first));  // all are called
}
BOOST_AUTO_TEST_CASE(until_a_callback_says_so) {
  Line net;
  const auto history = fit<2>(net, up(), MSE{}, SGD{}, {.epochs = std::numeric_limits<std::size_t>::max()},
                              [](const Epoch& e) { return e.epoch < 4; });
  BOOST_TEST(history.epochs.size() == 4u);
}

// ---- rate
BOOST_AUTO_TEST_CASE(the_schedule_sets_the_rate) {
  Line net;
  const auto data = points({{1, 1}, {2, 2}, {3, 3}, {4, 4}}), half = points({{1, 1}, {2, 2}});
  const auto halves = fit_line(net, half, 0.01, {.epochs = 3, .schedule = step_decay(1, 0.5)});
  for (std::size_t e = 0; e < 3; ++e) BOOST_TEST(halves.epochs[e].rate == 0.01 / double(1 << e), exactly);
  // at every step: with 2 batches the last of an epoch is half an epoch further
  const auto warming = fit_line(net, data, 0.01, {.epochs = 2, .schedule = warm_up(2)});
  BOOST_TEST(warming.epochs[0].rate == 0.01 * 0.25, exactly);
  BOOST_TEST(warming.epochs[1].rate == 0.01 * 0.75, exactly);
  // and it is what the step takes: a rate of 0 in the first epoch
  Line still;
  fit_line(still, half, 0.01, {.epochs = 1, .schedule = warm_up(2)});
  BOOST_TEST(still.weight<0>(0, 0) == 0);
}

BOOST_AUTO_TEST_CASE(clipping) {
  Line net;  // the step by hand above: gradient (−10, −6), norm √136
  const auto history = fit_line(net, points({{1, 2}, {2, 4}}), 0.1, {.shuffle = false, .clip_norm = 2});
  BOOST_TEST(history.last().gradient_norm == std::sqrt(136), exactly);
  BOOST_TEST(net.weight<0>(0, 0) == 0.1 * 10 * 2 / (std::sqrt(136) + 1e-6), exactly);
  BOOST_TEST(net.bias<0>(0) == 0.1 * 6 * 2 / (std::sqrt(136) + 1e-6), exactly);
}

// ---- divergence
BOOST_AUTO_TEST_CASE(nan_in_the_data) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto data = points({{1, 2}, {2, 4}, {3, 6}, {4, nan}, {5, 10}});
  Line net;
  net.weight<0>(0, 0) = 0.5;
  try {
    fit_line(net, data, 0.01, {.epochs = 3, .shuffle = false});
    BOOST_TEST(false, "no error");
  } catch (const divergence_error& e) {
    BOOST_TEST((e.epoch == 1 && e.batch == 2 && e.weights_of == 0));
    BOOST_TEST(e.what() ==
               "training diverged: the loss is not finite in epoch 1, batch 2. The net's weights are reset to those it "
               "began with. "
               "Lower the rate, clip gradients (clip_norm), scale the inputs, or look for NaN in the data.");
  }
  BOOST_TEST((net.weight<0>(0, 0) == 0.5 && net.bias<0>(0) == 0));
}
BOOST_AUTO_TEST_CASE(nan_in_a_later_epoch) {
  auto data = points({{1, 2}, {2, 4}, {3, 6}, {4, 8}, {1, 3}, {2, 5}});
  Line net, good;
  const auto spoil = [&](const Epoch& e) {
    if (e.epoch == 2) {
      good = net;
      data.targets[5] = std::numeric_limits<double>::infinity();
    }
    return true;
  };
  BOOST_CHECK_EXCEPTION(
      fit_line(net, data, 0.01, {.epochs = 5, .shuffle = false}, spoil), divergence_error,
      [](const divergence_error& e) {
        return e.epoch == 3 && e.batch == 3 && e.weights_of == 2 &&
               std::string(e.what()).find("batch 3. The net's weights are reset to those of the end of epoch 2. ") !=
                   std::string::npos;
      });
  BOOST_TEST(net.parameters == good.parameters);
  BOOST_TEST(net.weight<0>(0, 0) != 0);
}
/// Whatever the rate, the net that comes back still gives a finite loss.
template <class Formula> void comes_back_good(const Formula& formula, std::size_t epochs) {
  using Model = Net<Dense<1, 8, ReLU>, Dense<8, 1>>;
  Dataset<std::array<float, 1>, float> data;
  for (int i = 0; i < 8; ++i) data.push_back({float(i)}, float(i));
  Model net;
  initialize(net, 1);
  BOOST_CHECK_THROW(fit<8>(net, data, MSE{}, formula, {.epochs = epochs}), divergence_error);
  const double loss = evaluate(net, data, MSE{}).loss;
  BOOST_TEST(std::isfinite(loss), "loss " << loss << " at rate " << formula.rate);
}
BOOST_AUTO_TEST_CASE(a_rate_too_high) {
  comes_back_good(SGD{.rate = 1e30}, 5);  // finite weights, infinite loss one epoch later
  comes_back_good(SGD{.rate = 1e39}, 1);  // infinite weights after the last step there is
  comes_back_good(SGD{.rate = 10}, 100);  // grows for some epochs
}

// ---- errors
BOOST_AUTO_TEST_CASE(bad_data) {
  Small net;
  initialize(net, 1);
  const auto before = net.parameters;
  const auto good = task(4);
  auto bad = good;
  const auto rejected = [&](const auto& data, const auto& validation, const std::string& message, std::size_t sample) {
    const auto says = [&](const data_error& e) { return e.what() == message && e.sample == sample; };
    BOOST_CHECK_EXCEPTION(fit<4>(net, data, CrossEntropy{}, SGD{}, {.validation = validation}), data_error, says);
  };
  rejected(decltype(bad){}, good, "fit: there are no samples, expected at least one", 0);
  bad.targets[2] = 2;
  rejected(bad, good, "fit: sample 2 has class 2, expected 0 to 1", 2);
  rejected(good, bad, "fit, validation data: sample 2 has class 2, expected 0 to 1", 2);
  bad.targets[1] = -1;
  rejected(bad, good, "fit: sample 1 has class -1, expected 0 to 1", 1);
  BOOST_TEST(net.parameters == before);
}

// ---- a random layer of the user's own: the seed covers it
BOOST_AUTO_TEST_CASE(random_layers_follow_the_seed) {
  using Dropping = BasicNet<double, Dense<3, 8, Tanh>, mine::Drop, Dense<8, 2, Softmax>>;
  const auto data = task(20);
  const auto run = [&](std::uint64_t seed) {
    Dropping net;
    initialize(net, 1);
    fit<4>(net, data, CrossEntropy{}, SGD{}, {.epochs = 2, .seed = seed, .shuffle = false});
    return net.parameters;
  };
  BOOST_TEST(run(1) == run(1));
  BOOST_TEST(run(1) != run(2));
}

// ---- it learns
BOOST_AUTO_TEST_CASE(sign_of_the_sine) {
  Net<Dense<1, 8, Tanh>, Dense<8, 1, Sigmoid>> net;
  initialize(net, 1);
  Dataset<std::array<float, 1>, int> data;
  for (int i = 0; i < 200; ++i) {
    const double x = -3.14 + 6.28 * i / 199;
    data.push_back({float(x)}, std::sin(x) > 0);
  }
  const auto history = fit<20>(net, data, BinaryCrossEntropy{}, Adam{.rate = 0.02}, {.epochs = 60});
  BOOST_TEST(accuracy(net, data) >= 0.95);
  BOOST_TEST(history.last().loss < history.epochs[0].loss / 2);
}

BOOST_AUTO_TEST_SUITE_END()
