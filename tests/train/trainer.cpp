// Trainer: training in parts is training at once, to the bit; what may change between calls; patience, divergence and
// callbacks across calls.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../laws/draws.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_trainer)

/// A net with everything that a training may have to remember: running statistics, Dropout, and images to augment.
template <class T> using Seeing =
    BasicNet<T, Input<1, 4, 4>, Flatten, Dense<16, 8, Tanh>, BatchNorm<>, Dropout<Ratio<1, 4>>, Dense<8, 3, Softmax>>;
template <class T> using Images = Dataset<std::array<T, 16>, int>;
template <class T> Images<T> images(std::size_t count, std::uint64_t seed) {
  auto draw = laws::draws(seed);
  Images<T> data;
  for (std::size_t i = 0; i < count; ++i) {
    std::array<T, 16> x;
    for (T& v : x) v = static_cast<T>(draw());
    data.push_back(x, x[0] > x[5] ? 0 : x[1] > 0 ? 1 : 2);
  }
  return data;
}

bool same(double a, double b) { return a == b || (a != a && b != b); }
using Epochs = decltype(History::epochs);
bool same(const Epochs& a, const Epochs& b) {
  bool all = a.size() == b.size();
  for (std::size_t i = 0; all && i < a.size(); ++i)
    all = a[i].epoch == b[i].epoch && same(a[i].loss, b[i].loss) && same(a[i].accuracy, b[i].accuracy) &&
          same(a[i].validation_loss, b[i].validation_loss) &&
          same(a[i].validation_accuracy, b[i].validation_accuracy) && same(a[i].rate, b[i].rate) &&
          same(a[i].gradient_norm, b[i].gradient_norm);
  return all;
}
template <class Net> bool same_net(const Net& a, const Net& b) {
  return a.parameters == b.parameters && a.buffers == b.buffers;
}
template <class Net, class Formula>
bool same_state(const TrainingState<Net, Formula>& a, const TrainingState<Net, Formula>& b) {
  return a.optimizer.moments() == b.optimizer.moments() && a.optimizer.steps() == b.optimizer.steps() &&
         a.engine == b.engine && a.progress.epoch == b.progress.epoch &&
         a.progress.best_epoch == b.progress.best_epoch && a.progress.best_loss == b.progress.best_loss &&
         a.progress.epochs_since_best == b.progress.epochs_since_best &&
         a.progress.last_good_epoch == b.progress.last_good_epoch && same_net(a.best, b.best) &&
         same_net(a.last_good, b.last_good);
}

/// Trains for 6 epochs by fit(), by a Trainer at once, and by one in parts of 1, 2 and 3 epochs. 22 samples in batches
/// of 8: the last batch is smaller.
template <class T, class Formula> void parts_are_the_whole(const Formula& formula) {
  using Net = Seeing<T>;
  using Options = FitOptions<DataView<std::array<T, 16>, int>>;
  const auto data = images<T>(22, 1), test = images<T>(10, 2);
  const Options options{.epochs = 6,
                        .seed = 5,
                        .validation = test,
                        .schedule = warm_up(2, cosine_decay(5)),
                        .clip_norm = 0.8,
                        .patience = 4,
                        .min_delta = 1e-3};
  const Augmentation augmentation{.shift = 1, .rotation = 10};
  Net by_fit, at_once, in_parts;
  for (Net* net : {&by_fit, &at_once, &in_parts}) initialize(*net, 3);
  const auto expected = fit<8>(by_fit, data, CrossEntropy{}, formula, options, augmentation);

  Trainer whole(at_once, formula);
  const auto once = whole.template fit<8>(data, CrossEntropy{}, options, augmentation);

  Trainer parts(in_parts, formula);
  History joined;
  for (const std::size_t epochs : {1u, 2u, 3u}) {
    Options of_part = options;
    of_part.epochs = epochs;
    const auto part = parts.template fit<8>(data, CrossEntropy{}, of_part, augmentation);
    for (const Epoch& epoch : part.epochs) joined.epochs.push_back(epoch);
    joined.best_epoch = part.best_epoch;
    joined.outcome = part.outcome;
  }
  BOOST_TEST(same_net(by_fit, at_once));
  BOOST_TEST(same_net(by_fit, in_parts));
  BOOST_TEST(same(once.epochs, expected.epochs));
  BOOST_TEST(same(joined.epochs, expected.epochs));
  BOOST_TEST((joined.best_epoch == expected.best_epoch && joined.outcome == expected.outcome));
  BOOST_TEST(same_state(whole.state(), parts.state()));
  BOOST_TEST(same_net(whole.state().last, parts.state().last));
  // Some stop early, in the second part or in the third.
  BOOST_TEST((parts.epochs() == expected.epochs.size() && parts.state().optimizer.steps() == 3 * parts.epochs()));
  // The figures differ from epoch to epoch, so that equality says something.
  BOOST_TEST(joined.epochs.size() >= 4u);
  for (std::size_t e = 1; e < joined.epochs.size(); ++e)
    BOOST_TEST(
        (joined.epochs[e].loss != joined.epochs[e - 1].loss && joined.epochs[e].rate != joined.epochs[e - 1].rate));
}
BOOST_AUTO_TEST_CASE(sgd) { parts_are_the_whole<float>(SGD{.rate = 0.1}); }
BOOST_AUTO_TEST_CASE(momentum) { parts_are_the_whole<float>(Momentum{.rate = 0.05}); }
BOOST_AUTO_TEST_CASE(nesterov) { parts_are_the_whole<float>(Nesterov{.rate = 0.05}); }
BOOST_AUTO_TEST_CASE(adam) { parts_are_the_whole<float>(Adam{.rate = 0.01}); }
BOOST_AUTO_TEST_CASE(adamw) { parts_are_the_whole<float>(AdamW{.rate = 0.01}); }
BOOST_AUTO_TEST_CASE(rmsprop) { parts_are_the_whole<float>(RMSprop{.rate = 0.01}); }
BOOST_AUTO_TEST_CASE(adagrad) { parts_are_the_whole<float>(Adagrad{.rate = 0.05}); }
BOOST_AUTO_TEST_CASE(adam_in_double) { parts_are_the_whole<double>(Adam{.rate = 0.01}); }

// ---- one line through the points, for what can be followed by hand
using Line = BasicNet<double, Dense<1, 1>>;
using Point = std::array<double, 1>;
using Points = Dataset<Point, double>;
using Options = FitOptions<DataView<Point, double>>;
using Callback = std::function<bool(const Epoch&)>;
Points points(std::initializer_list<std::array<double, 2>> list) {
  Points data;
  for (const auto& [x, t] : list) data.push_back({x}, t);
  return data;
}
template <class Formula> History go(
    Trainer<Line, Formula>& trainer, const Points& data, const Options& options,
    const Callback& callback = [](const Epoch&) { return true; }) {
  return trainer.template fit<2>(data, MSE{}, options, callback);
}
const auto exactly = boost::test_tools::tolerance(1e-14);

static_assert(std::is_trivially_copyable_v<TrainingState<Line, Adam>>);
static_assert(!std::is_copy_constructible_v<Trainer<Line, SGD>> && !std::is_move_constructible_v<Trainer<Line, SGD>>);

// Momentum 0.5 on y = wx, one sample (1, 1) with the bias free, from w = b = 0, rate 0.1, by hand: the gradient of both
// is g = 2·(w + b − 1). v = −2, w = b = 0.2; g = −1.2, v = −1 − 1.2 = −2.2, w = b = 0.42. Without the moment of the
// first call the second step would be −1.2 and give 0.32.
BOOST_AUTO_TEST_CASE(the_moment_stays_by_hand) {
  Line net;
  Trainer trainer(net, Momentum{.rate = 0.1, .momentum = 0.5});
  const auto data = points({{1, 1}});
  BOOST_TEST(go(trainer, data, {}).last().loss == 1, exactly);
  BOOST_TEST(net.weight<0>(0, 0) == 0.2, exactly);
  const auto second = go(trainer, data, {});
  BOOST_TEST(net.weight<0>(0, 0) == 0.42, exactly);
  BOOST_TEST(net.bias<0>(0) == 0.42, exactly);
  BOOST_TEST((second.epochs.size() == 1u && second.last().epoch == 2u));
}

BOOST_AUTO_TEST_CASE(batch_size_and_data_may_change) {
  Line net;
  Trainer trainer(net, SGD{.rate = 0.1});
  const auto few = points({{1, 2}, {2, 4}}), many = points({{1, 2}, {2, 4}, {1, 2}, {2, 4}, {1, 2}});
  const Options in_order{.shuffle = false};
  // By hand in tests/train/fit.cpp: w = 1, b = 0.6 after the first epoch.
  trainer.fit<2>(few, MSE{}, in_order);
  BOOST_TEST(net.weight<0>(0, 0) == 1, exactly);
  Line by_hand = net;
  trainer.fit<4>(many, MSE{}, in_order);
  trainer.fit<1>(few, MAE{}, in_order);
  fit<4>(by_hand, many, MSE{}, SGD{.rate = 0.1}, in_order);  // SGD has no memory
  fit<1>(by_hand, few, MAE{}, SGD{.rate = 0.1}, in_order);
  BOOST_TEST(net.parameters == by_hand.parameters);
  BOOST_TEST((trainer.epochs() == 3u && trainer.state().optimizer.steps() == 1u + 2u + 2u));
}

// The order of an epoch depends on the random numbers, and not on the order before.
BOOST_AUTO_TEST_CASE(unshuffled_after_shuffled_is_in_order) {
  Line net, other;
  Trainer trainer(net, SGD{.rate = 0.01}), in_order(other, SGD{.rate = 0.01});
  const auto data = points({{1, 1}, {2, 5}, {3, 1}, {4, 9}, {5, 2}});
  go(trainer, data, {.epochs = 3});
  other = net;
  go(trainer, data, {.shuffle = false});
  go(in_order, data, {.shuffle = false});
  BOOST_TEST(net.parameters == other.parameters);
}
BOOST_AUTO_TEST_CASE(another_seed_starts_the_random_numbers_anew) {
  Line net;
  Trainer trainer(net, SGD{});
  const auto data = points({{1, 1}, {2, 5}, {3, 1}, {4, 9}});
  go(trainer, data, {.seed = 4});
  const auto after = trainer.state().engine;
  BOOST_TEST((trainer.state().seed == 4u && after != Engine(4)));
  go(trainer, data, {.epochs = 0, .seed = 4});
  BOOST_TEST((trainer.state().engine == after));
  go(trainer, data, {.epochs = 0, .seed = 9});
  BOOST_TEST((trainer.state().engine == Engine(9)));
}

BOOST_AUTO_TEST_CASE(the_rate_may_change) {
  Line net;
  Trainer trainer(net, SGD{.rate = 0.1});
  const auto data = points({{1, 2}, {2, 4}});
  const auto first = go(trainer, data, {.epochs = 3}, [&](const Epoch& e) {
    if (e.epoch == 2) trainer.formula().rate = 0.02;  // in a callback: from the next epoch
    return true;
  });
  BOOST_TEST((first.epochs[1].rate == 0.1 && first.epochs[2].rate == 0.02));
  trainer.formula().rate = 0.01;
  const auto second = go(trainer, data, {.schedule = step_decay(2, 0.5)});  // three epochs have passed: one half
  BOOST_TEST(second.last().rate == 0.005, exactly);
  BOOST_TEST(second.last().epoch == 4u);
}

// ---- patience. From w = 0, training pulls w towards 10; the validation loss is lowest where w = 3: after epoch 9
// w = 10·(1 − 0.96^9) (tests/train/fit.cpp).
const auto up = [] { return points({{1, 10}, {-1, -10}}); };
const auto here = [] { return points({{1, 3}, {-1, -3}}); };
double after(int epochs) { return 10 * (1 - std::pow(0.96, epochs)); }
const auto closely = boost::test_tools::tolerance(1e-12);
BOOST_AUTO_TEST_CASE(patience_runs_across_calls) {
  Line net;
  Trainer trainer(net, SGD{.rate = 0.02});
  const auto train = up(), validation = here();
  const Options options{.epochs = 3, .validation = validation, .patience = 4};
  for (int call = 0; call < 4; ++call) {
    const auto part = go(trainer, train, options);
    BOOST_TEST((part.outcome == Outcome::finished && part.epochs.size() == 3u));
    BOOST_TEST(part.best_epoch == std::size_t(call < 3 ? 3 * call + 3 : 9));
    BOOST_TEST(net.weight<0>(0, 0) == after(int(part.best_epoch)), closely);  // the best so far
    BOOST_TEST(trainer.state().last.weight<0>(0, 0) == after(3 * call + 3), closely);
    if (call < 3) BOOST_TEST(&part.best() == &part.last());
    else BOOST_CHECK_THROW(static_cast<void>(part.best()), history_error);  // epoch 9 is not among 10 to 12
  }
  const auto end = go(trainer, train, options);
  BOOST_TEST((end.outcome == Outcome::stopped_early && end.epochs.size() == 1u && end.last().epoch == 13u));
  // It has run out.
  const auto more = go(trainer, train, options);
  BOOST_TEST((more.outcome == Outcome::stopped_early && more.epochs.empty() && more.best_epoch == 9u));
  BOOST_TEST(net.weight<0>(0, 0) == after(9), closely);
  BOOST_TEST(trainer.best().weight<0>(0, 0) == after(9), closely);
  // More patience goes on from the last weights, as if there had been more from the beginning.
  Options patient = options;
  patient.patience = 10;
  const auto further = go(trainer, train, patient);
  BOOST_TEST((further.outcome == Outcome::finished && further.last().epoch == 16u));
  BOOST_TEST(trainer.state().last.weight<0>(0, 0) == after(16), closely);
  // Without patience the net has the last weights.
  const Options none{.validation = validation};
  go(trainer, train, none);
  BOOST_TEST(net.weight<0>(0, 0) == after(17), closely);
  BOOST_TEST(trainer.best().weight<0>(0, 0) == after(9), closely);
  trainer.restore_best();
  go(trainer, train, none);
  BOOST_TEST(net.weight<0>(0, 0) == after(10), closely);
}
BOOST_AUTO_TEST_CASE(best_weights_of_calls_without_patience_are_kept) {
  Line net;
  Trainer trainer(net, SGD{.rate = 0.02});
  const auto train = up(), validation = here();
  go(trainer, train, {.epochs = 12, .validation = validation});
  go(trainer, train, {.epochs = 1, .validation = validation, .patience = 20});
  BOOST_TEST(net.weight<0>(0, 0) == after(9), closely);
}
BOOST_AUTO_TEST_CASE(a_net_changed_between_calls_is_taken_as_it_is) {
  Line net;
  Trainer trainer(net, SGD{.rate = 0.02});
  const auto train = up(), validation = here();
  const Options options{.validation = validation, .patience = 5};
  go(trainer, train, options);
  net.weight<0>(0, 0) = 5;
  go(trainer, train, options);
  BOOST_TEST(trainer.state().last.weight<0>(0, 0) == 10 - 5 * 0.96, closely);
}
BOOST_AUTO_TEST_CASE(forgetting_the_best) {
  Line net;
  Trainer trainer(net, SGD{.rate = 0.02});
  const auto train = up(), first = here(), second = points({{1, 9}, {-1, -9}});
  go(trainer, train, {.epochs = 20, .validation = first, .patience = 4});
  BOOST_TEST(trainer.epochs() == 13u);
  trainer.forget_best();
  BOOST_CHECK_THROW(static_cast<void>(trainer.best()), history_error);
  const auto history = go(trainer, train, {.epochs = 3, .validation = second, .patience = 4});
  BOOST_TEST((history.outcome == Outcome::finished && history.best_epoch == 16u));
  BOOST_TEST(net.weight<0>(0, 0) == after(16), closely);
}
BOOST_AUTO_TEST_CASE(a_callback_stops_one_call) {
  Line net;
  Trainer trainer(net, SGD{.rate = 0.02});
  const auto stop_at_even = [](const Epoch& e) { return e.epoch % 2 != 0; };
  for (std::size_t call = 1; call < 4; ++call) {
    const auto history = go(trainer, up(), {.epochs = 5}, stop_at_even);
    BOOST_TEST((history.outcome == Outcome::stopped_by_user && history.last().epoch == 2 * call));
  }
  BOOST_TEST(net.weight<0>(0, 0) == after(6), closely);
}
BOOST_AUTO_TEST_CASE(a_callback_that_throws_leaves_the_training_after_its_epoch) {
  Line net, plain;
  Trainer trainer(net, Momentum{.rate = 0.02}), undisturbed(plain, Momentum{.rate = 0.02});
  const auto throws = [](const Epoch& e) { return e.epoch == 2 ? throw 5 : true; };
  BOOST_CHECK_THROW(go(trainer, up(), {.epochs = 5}, throws), int);
  go(trainer, up(), {.epochs = 3}, throws);
  go(undisturbed, up(), {.epochs = 5});
  BOOST_TEST(net.parameters == plain.parameters);
}

// ---- divergence
BOOST_AUTO_TEST_CASE(divergence_restores_weights_of_an_earlier_call) {
  const auto good = points({{1, 2}, {2, 4}, {3, 6}, {4, 8}});
  auto bad = good;
  bad.targets[0] = std::numeric_limits<double>::infinity();
  Line net;
  Trainer trainer(net, Momentum{.rate = 0.01});
  go(trainer, good, {.epochs = 2, .shuffle = false});
  const Line beginning = net;
  go(trainer, good, {.epochs = 1, .shuffle = false});
  // The first batch of epoch 4 fails: no loss has been seen from the weights after epoch 3, those before it are good.
  BOOST_CHECK_EXCEPTION(go(trainer, bad, {.shuffle = false}), divergence_error,
                        [](const divergence_error& e) { return e.epoch == 4 && e.batch == 1 && e.weights_of == 2; });
  BOOST_TEST(net.parameters == beginning.parameters);
  BOOST_TEST((trainer.epochs() == 3u && trainer.state().optimizer.steps() == 0u));
  // It can go on: the moments are not those of a loss that overflowed.
  trainer.formula().rate = 0.001;
  const auto history = go(trainer, good, {.epochs = 20});
  BOOST_TEST((std::isfinite(history.last().loss) && history.last().loss < history.epochs[0].loss));
  BOOST_TEST(history.last().epoch == 23u);
}
BOOST_AUTO_TEST_CASE(divergence_in_the_first_call) {
  Line net;
  net.weight<0>(0, 0) = 0.5;
  Trainer trainer(net, Adam{});
  BOOST_CHECK_EXCEPTION(go(trainer, points({{1, std::nan("")}}), {}), divergence_error,
                        [](const divergence_error& e) { return e.epoch == 1 && e.weights_of == 0; });
  BOOST_TEST(net.weight<0>(0, 0) == 0.5);
  for (const auto& slot : trainer.state().optimizer.moments())
    for (double v : slot) BOOST_TEST(v == 0);
}

// ---- storing and going on elsewhere
BOOST_AUTO_TEST_CASE(the_state_is_all_there_is) {
  using Net = Seeing<float>;
  const auto data = images<float>(22, 1);
  const FitOptions<DataView<std::array<float, 16>, int>> options{
      .epochs = 2, .schedule = cosine_decay(9), .patience = 1};
  const Augmentation augmentation{.shift = 1};
  Net net, copy;
  initialize(net, 3);
  Trainer trainer(net, Adam{});
  trainer.fit<8>(data, CrossEntropy{}, options, augmentation);
  Trainer<Net, Adam> resumed(copy);
  copy = net;
  resumed.state() = trainer.state();
  const auto a = trainer.fit<8>(data, CrossEntropy{}, options, augmentation);
  const auto b = resumed.fit<8>(data, CrossEntropy{}, options, augmentation);
  BOOST_TEST(same(a.epochs, b.epochs));
  BOOST_TEST(same_net(net, copy));
  BOOST_TEST(same_state(trainer.state(), resumed.state()));
}

// ---- errors
BOOST_AUTO_TEST_CASE(bad_data) {
  Line net;
  Trainer trainer(net, SGD{});
  const auto says = [](const data_error& e) {
    return std::string(e.what()) == "Trainer::fit: there are no samples, expected at least one";
  };
  BOOST_CHECK_EXCEPTION(go(trainer, {}, {}), data_error, says);
  BOOST_TEST(go(trainer, up(), {.epochs = 0}).epochs.empty());
  BOOST_TEST(trainer.epochs() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
