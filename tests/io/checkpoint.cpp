// A training that is interrupted and goes on from a file is, to the bit, the one that was not: for each optimizer, kind
// of net and option, interrupted after any epoch. Files of other trainings, and files that are wrong.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <sinew/io/checkpoint.hpp>
#include <sinew/sinew.hpp>

#include "../data/temporary.hpp"
#include "../laws/draws.hpp"
#include "container.hpp"
#include "faults.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(io_checkpoint)

/// A net with everything that a training may have to remember: running statistics, Dropout, images to augment, and two
/// orders of elements.
template <class T> using Seeing =
    BasicNet<T, Input<1, 4, 4>, Conv2D<2, 3, Tanh>, BatchNorm<>, Dropout<Ratio<1, 4>>, Flatten, Dense<8, 3, Softmax>>;
template <class T> using Small = BasicNet<T, Input<1, 4, 4>, Flatten, Dense<16, 4, Tanh>, Dense<4, 3, Softmax>>;
template <class T> using Single = BasicNet<T, Input<1, 4, 4>, Flatten, Dense<16, 3, Softmax>>;
template <class T> using Images = Dataset<std::array<T, 16>, int>;
template <class T> using Options = FitOptions<DataView<std::array<T, 16>, int>>;
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

template <class Net> bool same_net(const Net& a, const Net& b) {
  if constexpr (Net::layers::buffers > 0)
    if (std::memcmp(&a.buffers, &b.buffers, sizeof a.buffers) != 0) return false;
  return std::memcmp(&a.parameters, &b.parameters, sizeof a.parameters) == 0;
}
bool same(const History& a, const History& b) {
  bool all = a.epochs.size() == b.epochs.size() && a.best_epoch == b.best_epoch && a.outcome == b.outcome;
  for (std::size_t i = 0; all && i < a.epochs.size(); ++i) {
    const auto bits = [](const Epoch& e) {
      std::array<double, 7> figures{static_cast<double>(e.epoch), e.loss, e.accuracy,     e.validation_loss,
                                    e.validation_accuracy,        e.rate, e.gradient_norm};
      std::array<unsigned char, sizeof figures> bytes;
      std::memcpy(&bytes, &figures, sizeof bytes);
      return bytes;
    };
    all = bits(a.epochs[i]) == bits(b.epochs[i]);
  }
  return all;
}
/// Ends a run as a kill would, as far as the files are concerned.
struct Killed {};
struct KillAfter {
  std::size_t epoch;
  void operator()(const Epoch& e) const {
    if (e.epoch == epoch) throw Killed();
  }
};

template <class Net> struct Result {
  Net net;
  History history{};
  std::string file, best;
};
/// A whole call of fit() with a Checkpoint, from other weights if it is to go on. It is killed after an epoch before
/// the file is written, if that is not 0.
template <class Net, class Formula, class T = typename Net::scalar>
Result<Net> run(const TemporaryFolder& folder, const Formula& formula, const Options<T>& options, std::size_t every,
                std::size_t killed, const Augmentation& augmentation) {
  static const auto data = images<T>(22, 1);
  const Checkpoint checkpoint{.path = folder.path() + "/run.ckpt", .every = every, .best = folder.path() + "/best"};
  Result<Net> result;
  initialize(result.net, std::filesystem::exists(checkpoint.path) ? 99 : 3);
  result.history =
      fit<8>(result.net, data, CrossEntropy{}, formula, options, checkpoint, augmentation, KillAfter{killed});
  result.file = content_of(checkpoint.path);
  result.best = content_of(checkpoint.best);
  return result;
}
/// Checks all interruptions of a training: killed after each epoch, with the file every epoch or every second one, and
/// killed twice. 22 samples in batches of 8: the last batch is smaller. Returns the epochs that it had.
template <class Net, class Formula, class T = typename Net::scalar>
std::size_t any_interruption(const Formula& formula, Options<T> options, const Augmentation& augmentation = {}) {
  static const auto test = images<T>(10, 2);
  const bool validates = options.epochs > 5;
  if (validates) options.validation = test;
  const TemporaryFolder whole_folder;
  const Result<Net> whole = run<Net>(whole_folder, formula, options, 1, 0, augmentation);
  if constexpr (!std::is_same_v<Net, Single<T>>) {  // the same without a Checkpoint
    Net plain;
    initialize(plain, 3);
    const History plainly = fit<8>(plain, images<T>(22, 1), CrossEntropy{}, formula, options, augmentation);
    BOOST_TEST(same_net(plain, whole.net));
    BOOST_TEST(same(plainly, whole.history));
  }
  const std::size_t epochs = whole.history.epochs.size();
  for (std::size_t every = 1; every <= 2; ++every)
    for (std::size_t k = 1; k <= epochs; ++k) {
      const TemporaryFolder folder;
      BOOST_CHECK_THROW(run<Net>(folder, formula, options, every, k, augmentation), Killed);
      if (k + 1 < epochs) BOOST_CHECK_THROW(run<Net>(folder, formula, options, every, k + 2, augmentation), Killed);
      const Result<Net> resumed = run<Net>(folder, formula, options, every, 0, augmentation);
      BOOST_TEST(same_net(resumed.net, whole.net));
      BOOST_TEST(same(resumed.history, whole.history));
      BOOST_TEST((resumed.file == whole.file));  // the optimizer, the engine, patience
      BOOST_TEST((resumed.best == whole.best));
      const Result<Net> again = run<Net>(folder, formula, options, every, 0, augmentation);  // nothing is left to do
      BOOST_TEST(same_net(again.net, whole.net));
      BOOST_TEST(same(again.history, whole.history));
    }
  // The figures differ from epoch to epoch, so that equality says something.
  for (std::size_t e = 1; e < epochs; ++e) BOOST_TEST(whole.history.epochs[e].loss != whole.history.epochs[e - 1].loss);
  return epochs;
}

/// An optimizer of a program's own: a step on whole tensors, with a slot and hyper-parameters that it names.
struct Own {
  double rate = 0.05;
  int norms = 2;
  static constexpr std::size_t slot_count = 1;
  void hyper_parameters(auto&& visit) {
    visit("rate", rate);
    visit("norms", norms);
  }
  template <class T> void update(const ParameterTensor<T, 1>& tensor, std::size_t step) const {
    for (std::size_t i = 0; i < tensor.parameters.size(); ++i) {
      tensor.slot[0][i] += tensor.gradient[i];
      tensor.parameters[i] -= static_cast<T>(rate / (static_cast<double>(step) + norms)) * tensor.slot[0][i];
    }
  }
};

BOOST_AUTO_TEST_CASE(everything_at_once) {
  const Augmentation augmentation{.shift = 1, .rotation = 10};
  const std::size_t epochs = any_interruption<Seeing<float>>(Adam{.rate = 0.02},
                                                             {.epochs = 8,
                                                              .seed = 5,
                                                              .schedule = warm_up(2, cosine_decay(5)),
                                                              .clip_norm = 0.8,
                                                              .patience = 6,
                                                              .min_delta = 1e-3},
                                                             augmentation);
  BOOST_TEST(epochs == 8u);
}
BOOST_AUTO_TEST_CASE(stopping_early) {
  const std::size_t epochs =
      any_interruption<Small<double>>(SGD{.rate = 0.5}, {.epochs = 30, .seed = 2, .patience = 2, .min_delta = 0.05});
  BOOST_TEST((epochs > 2u && epochs < 30u));
}
BOOST_AUTO_TEST_CASE(each_optimizer) {
  any_interruption<Single<float>>(SGD{.rate = 0.1}, {.epochs = 3});
  any_interruption<Single<double>>(Momentum{.rate = 0.05}, {.epochs = 3});
  any_interruption<Single<float>>(Nesterov{.rate = 0.05}, {.epochs = 3, .shuffle = false});
  any_interruption<Single<double>>(AdamW{.rate = 0.01}, {.epochs = 3, .schedule = step_decay(1, 0.5)});
  any_interruption<Single<float>>(RMSprop{.rate = 0.01}, {.epochs = 3, .clip_norm = 0.1});
  any_interruption<Single<float>>(Adagrad{.rate = 0.05}, {.epochs = 3});
  any_interruption<Single<double>>(Own{}, {.epochs = 3});
}

// ---- one line through the points
using Line = BasicNet<double, Dense<1, 1>>;
using Point = std::array<double, 1>;
using Points = Dataset<Point, double>;
Points points() {
  Points data;
  for (const double x : {-1.0, 0.5, 2.0}) data.push_back({x}, 3 * x - 1);
  return data;
}
Line line() {
  Line net;
  net.weight<0>(0, 0) = 0.25;
  return net;
}
using LineOptions = FitOptions<DataView<Point, double>>;
History go(Line& net, const SGD& formula, const LineOptions& options, const Checkpoint& checkpoint) {
  return fit<2>(net, points(), MSE{}, formula, options, checkpoint);
}

// The error of a rate that is too large comes in the same batch, with the same weights, and the file is an earlier one.
BOOST_AUTO_TEST_CASE(divergence) {
  const SGD wild{.rate = 2};
  Line whole = line();
  std::size_t epoch = 0, batch = 0;
  try {
    fit<2>(whole, points(), MSE{}, wild, {.epochs = 1000});
  } catch (const divergence_error& e) {
    epoch = e.epoch;
    batch = e.batch;
  }
  BOOST_REQUIRE(epoch > 3u);
  for (const std::size_t every : {std::size_t{1}, epoch - 2, epoch + 5}) {
    const TemporaryFolder folder;
    const Checkpoint checkpoint{.path = folder.path() + "/c", .every = every};
    Line net = line();
    for (const bool first : {true, false}) {
      BOOST_TEST(std::filesystem::exists(checkpoint.path) == (!first && every < epoch));
      BOOST_CHECK_EXCEPTION(go(net, wild, {.epochs = 1000}, checkpoint), divergence_error,
                            [&](const divergence_error& e) { return e.epoch == epoch && e.batch == batch; });
      BOOST_TEST(same_net(net, whole));
      net = every < epoch ? Line() : line();
      net.weight<0>(0, 0) = every < epoch ? 7 : 0.25;
    }
  }
}

BOOST_AUTO_TEST_CASE(more_epochs_and_patience_go_on) {
  const TemporaryFolder folder;
  const Checkpoint checkpoint{folder.path() + "/c"};
  Line whole = line(), net = line();
  const History all = fit<2>(whole, points(), MSE{}, SGD{.rate = 0.01}, {.epochs = 9, .patience = 8});
  go(net, {.rate = 0.01}, {.epochs = 4, .patience = 5}, checkpoint);
  go(net, {.rate = 0.01}, {.epochs = 6, .patience = 5}, checkpoint);
  const History resumed = go(net, {.rate = 0.01}, {.epochs = 9, .patience = 8}, checkpoint);
  BOOST_TEST(same_net(net, whole));
  BOOST_TEST(same(resumed, all));
  // A user's stop ends that run only.
  std::size_t calls = 0;
  const auto stop = [&](const Epoch&) { return ++calls < 3; };
  fit<2>(net, points(), MSE{}, SGD{.rate = 0.01}, {.epochs = 20, .patience = 8}, stop, checkpoint);
  const History on = fit<2>(net, points(), MSE{}, SGD{.rate = 0.01}, {.epochs = 13, .patience = 8}, checkpoint);
  BOOST_TEST((on.epochs.size() == 13u && on.outcome == Outcome::finished && calls == 3u));
  // A new beginning.
  net = line();
  go(net, {.rate = 0.01}, {.epochs = 9, .patience = 8}, {.path = checkpoint.path, .resume = false});
  BOOST_TEST(same_net(net, whole));
}

BOOST_AUTO_TEST_CASE(the_best_weights) {
  const TemporaryFolder folder;
  const std::string best = folder.path() + "/best";
  Line net = line(), loaded;
  const History history = go(net, {.rate = 0.01}, {.epochs = 3}, {.best = best});
  BOOST_TEST(history.best_epoch == 3u);
  load_safetensors(loaded, best);
  BOOST_TEST(same_net(loaded, net));
  // Loss grows from here: the file stays.
  const std::string before = content_of(best);
  Trainer trainer(net, SGD{.rate = 0.6});
  Line wild = net;
  go(wild, {.rate = 0.6}, {.epochs = 4}, {.path = folder.path() + "/c", .best = best});
  load_safetensors(loaded, best);
  BOOST_TEST(!same_net(loaded, wild));
  trainer.fit<2>(points(), MSE{}, {.epochs = 1});
  BOOST_TEST(same_net(loaded, net));  // the first epoch of the second training was its best
  // They are in the checkpoint, too: a file that was deleted is written again by a training that has ended.
  std::filesystem::remove(best);
  go(wild, {.rate = 0.6}, {.epochs = 4}, {.path = folder.path() + "/c", .best = best});
  load_safetensors(loaded, best);
  BOOST_TEST(same_net(loaded, net));
}

BOOST_AUTO_TEST_CASE(options_out_of_range_and_files_that_cannot_be_written) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  Line net = line();
  const Line before = net;
  const auto says = [&](const Checkpoint& checkpoint, const std::string& message) {
    BOOST_CHECK_EXCEPTION(go(net, {}, {.epochs = 3}, checkpoint), Error,
                          [&](const Error& e) { return e.what() == message; });
    BOOST_TEST(same_net(net, before));
  };
  says({}, "fit: a Checkpoint has neither .path nor .best: name a file");
  says({.path = path, .every = 0}, "fit: the Checkpoint's .every is 0, expected at least 1 epoch");
  says({.path = path, .best = path}, "fit: a Checkpoint has the same file as .path and as .best");
  says({.path = path, .best = folder.path() + "/./c"}, "fit: a Checkpoint has the same file as .path and as .best");
  const std::string none = folder.path() + "/none/c",
                    message =
                        ": found no file can be created beside it: No such file or directory, expected a file "
                        "that can be written";
  says({.path = none}, none + message);
  says({.path = path, .best = none}, none + message);
  BOOST_TEST(std::filesystem::is_empty(folder.path()));
  // A disk that fills up later ends the training; the file of the epoch before stays.
  fault = {"write", 1, 1, ENOSPC};
  BOOST_CHECK_THROW(go(net, {}, {.epochs = 3}, {path}), weights_error);
  BOOST_TEST(fault.times == 0);
  fault = {};
  BOOST_TEST(!same_net(net, before));
}

// ---- Trainer
History train(Trainer<Line, Adam>& trainer, std::size_t epochs, std::size_t patience = 0) {
  return trainer.fit<2>(points(), MSE{}, {.epochs = epochs, .seed = 4, .patience = patience});
}
bool same_state(const Trainer<Line, Adam>& a, const Trainer<Line, Adam>& b) {
  const auto &s = a.state(), &t = b.state();
  return same_net(a.net(), b.net()) && s.optimizer.moments() == t.optimizer.moments() &&
         s.optimizer.steps() == t.optimizer.steps() && s.engine == t.engine && s.seed == t.seed &&
         s.progress.epoch == t.progress.epoch && s.progress.best_epoch == t.progress.best_epoch &&
         s.progress.best_loss == t.progress.best_loss && s.progress.epochs_since_best == t.progress.epochs_since_best &&
         s.progress.last_good_epoch == t.progress.last_good_epoch && same_net(s.best, t.best) &&
         same_net(s.last_good, t.last_good) && s.formula.rate == t.formula.rate && s.shows_best == t.shows_best;
}

BOOST_AUTO_TEST_CASE(a_trainer_goes_on) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  for (const std::size_t patience : {0u, 2u}) {
    Line whole_net = line(), net = line(), other;
    Trainer whole(whole_net, Adam{.rate = 0.5});
    whole.formula().rate = 0.75;
    train(whole, 4, patience);
    whole.formula().beta1 = 0.8;
    train(whole, 5, patience);
    {
      Trainer trainer(net, Adam{.rate = 0.75});
      save_checkpoint(trainer, path);  // before the first call, too
    }
    {
      Trainer trainer(other, Adam{});
      load_checkpoint(trainer, path);
      BOOST_TEST((same_net(other, net) && trainer.epochs() == 0 && trainer.formula().rate == 0.75));
      train(trainer, 4, patience);
      trainer.formula().beta1 = 0.8;
      save_checkpoint(trainer, path);
    }
    Line last;
    Trainer trainer(last, Adam{.rate = 99});
    load_checkpoint(trainer, path);
    BOOST_TEST(same_net(last, other));
    train(trainer, 5, patience);
    BOOST_TEST(same_state(trainer, whole));
  }
}

// Saved in a callback after any epoch, also the one in which patience runs out.
BOOST_AUTO_TEST_CASE(a_trainer_saved_in_a_callback) {
  const TemporaryFolder folder;
  Line whole_net = line();
  Trainer whole(whole_net, Adam{.rate = 2});
  const History all = train(whole, 40, 3);
  const std::size_t epochs = all.epochs.size();
  BOOST_TEST((all.outcome == Outcome::stopped_early && whole.shows_best() && epochs > 4));
  for (std::size_t k = 1; k <= epochs; ++k) {
    const std::string path = folder.path() + "/c";
    {
      Line net = line();
      Trainer trainer(net, Adam{.rate = 2});
      const auto callback = [&](const Epoch& epoch) {
        if (epoch.epoch != k) return;
        save_checkpoint(trainer, path);
        throw Killed();
      };
      BOOST_CHECK_THROW(trainer.fit<2>(points(), MSE{}, {.epochs = 40, .seed = 4, .patience = 3}, callback), Killed);
    }
    Line net;
    Trainer trainer(net, Adam{});
    load_checkpoint(trainer, path);
    const History rest = train(trainer, 40 - k, 3);
    BOOST_TEST((rest.epochs.size() == epochs - k && rest.outcome == Outcome::stopped_early));
    BOOST_TEST(same_state(trainer, whole));
    BOOST_TEST(same_net(trainer.state().last, whole.state().last));
    // What it shows is stored as such: the last weights too.
    save_checkpoint(trainer, path);
    Line shown;
    Trainer again(shown, Adam{});
    load_checkpoint(again, path);
    BOOST_TEST((again.shows_best() && same_net(shown, whole_net)));
    BOOST_TEST(same_net(again.state().last, whole.state().last));
    // A net that is changed afterwards stays, when there is nothing to train.
    again.net().weight<0>(0, 0) = 5;
    train(again, 3, 3);
    BOOST_TEST(shown.weight<0>(0, 0) == 5);
  }
}

BOOST_AUTO_TEST_CASE(a_trainer_reads_the_file_of_fit) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  Line net = line(), other;
  fit<2>(net, points(), MSE{}, Adam{.rate = 0.5}, {.epochs = 5, .seed = 4}, Checkpoint{path});
  Trainer trainer(other, Adam{});
  load_checkpoint(trainer, path);
  train(trainer, 2);
  Line whole_net = line();
  Trainer whole(whole_net, Adam{.rate = 0.5});
  train(whole, 7);
  BOOST_TEST(same_state(trainer, whole));
  save_checkpoint(trainer, path);
  BOOST_CHECK_EXCEPTION(fit<2>(net, points(), MSE{}, Adam{.rate = 0.5}, {.epochs = 9}, Checkpoint{path}), weights_error,
                        [&](const weights_error& e) {
                          return e.what() == path +
                                                 ": found the checkpoint of a Trainer, expected a checkpoint of fit(): "
                                                 "load_checkpoint(trainer, path) reads the others";
                        });
  save_safetensors(net, path);
  BOOST_CHECK_EXCEPTION(fit<2>(net, points(), MSE{}, Adam{}, {}, Checkpoint{path}), weights_error,
                        [](const weights_error& e) { return e.found == "a file that is no checkpoint"; });
}

// ---- Files of other trainings.
BOOST_AUTO_TEST_CASE(differences) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  const Points data = points();
  Points fewer = data;
  fewer.push_back({4}, 1);
  const Checkpoint checkpoint{path};
  Line net = line();
  go(net, {}, {.epochs = 2}, checkpoint);
  const std::string file = content_of(path);
  const auto says = [&](auto call, const std::string& all) {
    const Line before = net;
    const char* const advice =
        "; begin anew with .resume = false, or go on with what has changed by a Trainer and load_checkpoint(trainer, "
        "path)";
    std::string message;
    try {
      call();
    } catch (const weights_error& e) {
      message = e.what();
      BOOST_TEST((e.file == path && !e.found.empty() && !e.expected.empty()));
    }
    BOOST_TEST(message == path + ": " + all + advice);
    BOOST_TEST(same_net(net, before));
    BOOST_TEST((content_of(path) == file));
  };
  const auto with = [&](const LineOptions& other) { go(net, {}, other, checkpoint); };
  const LineOptions options{.epochs = 2};
  const std::string one = "1 difference from this call of fit(): ";
  says([&] { fit<2>(net, data, MSE{}, Own{.rate = 0.1}, options, checkpoint); },
       one + "the optimizer: found SGD, expected io_checkpoint::Own");  // its numbers and moments follow
  says([&] { go(net, {.rate = 0.01}, options, checkpoint); }, one + "the optimizer's rate: found 0.1, expected 0.01");
  says([&] { fit<2>(net, data, Huber{.delta = 2}, SGD{}, options, checkpoint); },
       "2 differences from this call of fit(): the loss: found MSE, expected Huber; the loss's number 0: found 0, "
       "expected 2");
  says([&] { fit<3>(net, data, MSE{}, SGD{}, options, checkpoint); }, one + "the batch size: found 2, expected 3");
  says([&] { fit<2>(net, fewer, MSE{}, SGD{}, options, checkpoint); },
       one + "the number of samples: found 3, expected 4");
  says([&] { with({.epochs = 2, .validation = fewer}); },
       one + "the number of validation samples: found 0, expected 4");
  says([&] { with({.epochs = 2, .seed = 7}); }, one + ".seed: found 1, expected 7");
  says([&] { with({.epochs = 2, .shuffle = false}); }, one + ".shuffle: found true, expected false");
  says([&] { with({.epochs = 2, .clip_norm = 1}); }, one + ".clip_norm: found 0, expected 1");
  says([&] { with({.epochs = 2, .accumulate = 2}); }, one + ".accumulate: found 1, expected 2");
  says([&] { with({.epochs = 2, .min_delta = 1}); }, one + ".min_delta: found 0, expected 1");
  says([&] { with({.epochs = 2, .patience = 3}); }, one + ".patience: found 0, which never stops, expected at most 3");
  says([&] { with({.epochs = 1}); }, one + ".epochs: found 2 completed, expected at most 1");
  says([&] { with({.epochs = 2, .schedule = cosine_decay(10)}); },
       one + ".schedule: found another one, expected that of the call");
  says([&] { with({.epochs = 2, .schedule = {.shape = [](const Schedule&, double t) { return 1 / (1 + t); }}}); },
       one + ".schedule: found another one, expected that of the call");
  says([&] { go(net, {.rate = 0.3, .weight_decay = 1}, {.epochs = 2, .seed = 7, .validation = fewer}, checkpoint); },
       "4 differences from this call of fit(): the number of validation samples: found 0, expected 4; .seed: found 1, "
       "expected 7; the optimizer's rate: found 0.1, expected 0.3; the optimizer's weight_decay: found 0, expected 1");
  BasicNet<double, Dense<1, 2, Tanh>, Dense<2, 1>> wide;
  initialize(wide, 1);
  says([&] { fit<3>(wide, data, MSE{}, SGD{}, options, checkpoint); },
       "6 differences from this call of fit(): the net: found …Dense<1, 1>>, expected …"
       "Dense<1, 2, Tanh>, Dense<2, 1>>; the batch size: found 2, expected 3; \"net.0.weight\": found F64 of 1 × 1, "
       "expected F64 of 2 × 1; \"net.0.bias\": found F64 of 1, expected F64 of 2; \"net.2.weight\": found no such "
       "tensor, "
       "expected F64 of 1 × 2; \"net.2.bias\": found no such tensor, expected F64 of 1");
}

template <class Net, class Formula>
std::string fault_of_load(const std::string& path, const LoadCheckpointOptions& options = {}) {
  Net net;
  initialize(net, 3);
  Trainer trainer(net, Formula{});
  const Net before = net;
  const auto state = trainer.state();
  try {
    load_checkpoint(trainer, path, options);
  } catch (const weights_error& e) {
    BOOST_TEST(same_net(net, before));
    BOOST_TEST(std::memcmp(&state, &trainer.state(), sizeof state) == 0);
    BOOST_TEST((e.file == path && !e.found.empty() && !e.expected.empty()));
    return std::string(e.what()).substr(path.size() + 2);
  }
  return {};
}

BOOST_AUTO_TEST_CASE(a_trainer_of_something_else) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  Small<float> net;
  initialize(net, 1);
  Trainer trainer(net, Momentum{});
  save_checkpoint(trainer, path);
  BOOST_TEST((fault_of_load<Small<float>, Momentum>(path)) == "");
  const std::string advice = "; a Trainer of the file's net and optimizer can load it";
  BOOST_TEST((fault_of_load<Small<float>, Nesterov>(path)) ==
             "1 difference from this Trainer: the optimizer: found Momentum, expected Nesterov" + advice);
  using Other = BasicNet<float, Input<1, 4, 4>, Flatten, Dense<16, 4, ReLU>, Dense<4, 3, Softmax>>;
  BOOST_TEST((fault_of_load<Other, Momentum>(path)) ==
             "1 difference from this Trainer: the net: found …Dense<16, 4, Tanh>, Dense<4, 3, Softmax>>, "
             "expected …Dense<16, 4, ReLU>, Dense<4, 3, Softmax>>" +
                 advice);
  BOOST_TEST((fault_of_load<Other, Momentum>(path, {.allow_another_net = true})) == "");
  const std::string doubles = fault_of_load<Small<double>, Momentum>(path, {.allow_another_net = true});
  BOOST_TEST(doubles.starts_with(
      "4 differences from this Trainer: \"net.1.weight\": found F32 of 4 × 16, expected F64 of 4 × 16; "));
  BOOST_TEST(
      (fault_of_load<Small<float>, SGD>(path))
          .starts_with("1 difference from this Trainer: the optimizer: found Momentum, expected SGD; a Trainer"));
  BOOST_TEST((fault_of_load<Small<float>, Momentum>(folder.path() + "/none")) ==
             "found No such file or directory, expected a regular file that can be read");
  save_safetensors(net, path);
  BOOST_TEST((fault_of_load<Small<float>, Momentum>(path)) ==
             "found a file that is no checkpoint, expected a checkpoint: load_safetensors(net, path) reads weights");
}
// A tensor that this net does not have is listed once, not for each of its copies.
BOOST_AUTO_TEST_CASE(copies_of_a_surplus_tensor) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  Small<float> net;
  initialize(net, 1);
  Trainer trainer(net, SGD{});
  save_checkpoint(trainer, path);
  using Shorter = BasicNet<float, Input<1, 4, 4>, Flatten, Dense<16, 4, Tanh>>;
  const std::string found = fault_of_load<Shorter, SGD>(path, {.allow_another_net = true});
  BOOST_TEST(
      found.starts_with("2 differences from this Trainer: \"net.3.weight\": found 3 × 4, expected no such tensor; "
                        "\"net.3.bias\": found 3, expected no such tensor; "),
      found);
}

// ---- Wrong files. The smallest training there is.
struct File {
  std::string header, data;
};
File parts_of(const std::string& file) {
  std::uint64_t length = 0;
  for (unsigned i = 0; i < 8; ++i) length |= std::uint64_t{static_cast<unsigned char>(file[i])} << 8 * i;
  return {file.substr(8, length), file.substr(8 + length)};
}
/// Where the data of a tensor begin.
std::size_t place_of(const File& file, const std::string& name) {
  const std::string key = '"' + name + "\":", offsets = "\"data_offsets\":[";
  const std::size_t at = file.header.find(offsets, file.header.find(key));
  BOOST_REQUIRE(at != std::string::npos);
  return std::stoul(file.header.substr(at + offsets.size()));
}

BOOST_AUTO_TEST_CASE(truncated_anywhere_and_any_bit_of_the_header) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  Line net = line();
  Trainer trainer(net, SGD{.rate = 0.01});
  trainer.fit<2>(points(), MSE{}, {.epochs = 1});
  save_checkpoint(trainer, path);
  const std::string file = content_of(path);
  const int fd = ::open(path.c_str(), O_RDWR);
  BOOST_REQUIRE(fd >= 0);
  std::size_t loaded = 0, most = 0;
  const auto load = [&] {
    Line other = line();
    Trainer reader(other, SGD{});
    const std::size_t before = allocated;
    most_allocated = before;
    try {
      load_checkpoint(reader, path);
      // Only what no one compares has changed: the version, or who wrote the file.
      ++loaded;
      BOOST_TEST((same_net(other, net) && reader.epochs() == 1u));
    } catch (const weights_error&) { BOOST_TEST((same_net(other, line()) && reader.epochs() == 0u)); }
    most = std::max(most, most_allocated - before);
  };
  for (std::size_t bit = 0; bit < 8 * (8 + parts_of(file).header.size()); ++bit) {
    const auto flipped = static_cast<char>(file[bit / 8] ^ (1 << bit % 8));
    BOOST_REQUIRE(::pwrite(fd, &flipped, 1, static_cast<off_t>(bit / 8)) == 1);
    load();
    BOOST_REQUIRE(::pwrite(fd, &file[bit / 8], 1, static_cast<off_t>(bit / 8)) == 1);
  }
  BOOST_TEST(loaded < 300u);
  loaded = 0;
  load();
  BOOST_TEST(loaded == 1u);
  for (std::size_t length = file.size(); length-- > 0;) {
    BOOST_REQUIRE(::ftruncate(fd, static_cast<off_t>(length)) == 0);
    load();
  }
  ::close(fd);
  BOOST_TEST(loaded == 1u);
  BOOST_TEST(most <= 2 * file.size() + (std::size_t{1} << 20));
}

BOOST_AUTO_TEST_CASE(numbers_that_no_training_has) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  Line net = line();
  fit<2>(net, points(), MSE{}, Adam{}, {.epochs = 3}, Checkpoint{path});
  const std::string file = content_of(path);
  const File whole = parts_of(file);
  const auto with = [&](const std::string& name, const auto& value, std::size_t index = 0) {
    File changed = whole;
    const std::size_t at = place_of(changed, name) + index * sizeof value;
    std::memcpy(changed.data.data() + at, &value, sizeof value);
    folder.write("c", container(changed.header, changed.data));
    return fault_of_load<Line, Adam>(path);
  };
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(with("training.epoch", std::uint64_t{3}) == "");
  BOOST_TEST(with("training.epoch", ~std::uint64_t{})
                 .starts_with("tensor \"training.epoch\": found 18446744073709551615, expected at most "));
  BOOST_TEST(with("training.best_epoch", std::uint64_t{4}) ==
             "tensor \"training.best_epoch\": found 4, expected at most 3");
  BOOST_TEST(with("training.last_good_epoch", std::uint64_t{4}) ==
             "tensor \"training.last_good_epoch\": found 4, expected at most 3");
  BOOST_TEST(with("training.epochs_since_best", std::uint64_t{4}) ==
             "tensor \"training.epochs_since_best\": found 4, expected at most 3");
  BOOST_TEST(with("training.shows_best", std::uint8_t{2}) ==
             "tensor \"training.shows_best\": found 2, expected at most 1");
  BOOST_TEST(with("training.best_loss", nan) == "tensor \"training.best_loss\": found nan, expected a finite number");
  BOOST_TEST(with("training.best_epoch", std::uint64_t{0}).ends_with("expected infinity, as there is no best epoch"));
  BOOST_TEST(with("training.engine", std::array<std::uint64_t, 4>{}) ==
             "tensor \"training.engine\": found four zeros, expected a state of the engine, which is never 0");
  BOOST_TEST(with("optimizer.rate", infinity) == "tensor \"optimizer.rate\": found inf, expected a finite number");
  for (const char* name : {"net.0.weight", "best.0.bias", "last_good.0.weight"})
    BOOST_TEST(with(name, nan) ==
               "tensor \"" + std::string(name) + "\": found 1 number not finite, expected finite numbers");
  BOOST_TEST(with("optimizer.exp_avg_sq.0.bias", infinity) == "");  // g² may be too large

  const auto of_fit = [&](const File& changed) {
    folder.write("c", container(changed.header, changed.data));
    Line other = line();
    try {
      fit<2>(other, points(), MSE{}, Adam{}, {.epochs = 3}, Checkpoint{path});
    } catch (const weights_error& e) {
      BOOST_TEST(same_net(other, line()));
      return std::string(e.what()).substr(path.size() + 2);
    }
    return std::string();
  };
  BOOST_TEST(of_fit(whole) == "");
  File changed = whole;
  const std::uint64_t two = 2;
  std::memcpy(changed.data.data() + place_of(changed, "training.epoch"), &two, sizeof two);
  std::memcpy(changed.data.data() + place_of(changed, "training.best_epoch"), &two, sizeof two);
  BOOST_TEST(of_fit(changed) == "tensor \"fit.history\": found 3 rows, expected 2, one for each epoch");
  changed = whole;
  const std::size_t at = changed.header.find("\"shape\":[3,6]");
  BOOST_REQUIRE(at != std::string::npos);
  changed.header.replace(at, 13, "\"shape\":[6,3]");
  BOOST_TEST(
      of_fit(changed).starts_with("1 difference from this call of fit(): \"fit.history\": found F64 of 6 × 3, "
                                  "expected F64 of epochs × 6; begin anew"));
  BOOST_TEST(of_fit(File{"{}", ""}) == "found a file that is no checkpoint, expected a checkpoint of fit()");
  folder.write("c", std::string());
  BOOST_CHECK_THROW(go(net, {}, {.epochs = 3}, {path}), weights_error);
}

// A hyper-parameter of an optimizer of the program's own is of any type, and the file says any number.
BOOST_AUTO_TEST_CASE(numbers_that_a_type_does_not_have) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  Line net = line();
  Trainer trainer(net, Own{.norms = -7});
  save_checkpoint(trainer, path);
  const File whole = parts_of(content_of(path));
  const auto with = [&](double value) {
    File changed = whole;
    std::memcpy(changed.data.data() + place_of(changed, "optimizer.norms"), &value, sizeof value);
    folder.write("c", container(changed.header, changed.data));
    return fault_of_load<Line, Own>(path);
  };
  const std::string expected = ", expected a whole number from -2147483648 to 2147483647";
  BOOST_TEST(with(-2147483648.0) == "");
  BOOST_TEST(with(2147483647.0) == "");
  BOOST_TEST(with(1e300) == "tensor \"optimizer.norms\": found 1e+300" + expected);
  BOOST_TEST(with(2147483648.0) == "tensor \"optimizer.norms\": found 2.14748365e+09" + expected);
  BOOST_TEST(with(-0.5) == "tensor \"optimizer.norms\": found -0.5" + expected);
  BOOST_TEST(with(std::numeric_limits<double>::quiet_NaN()) == "tensor \"optimizer.norms\": found nan" + expected);
}

// What other programs find in a file.
BOOST_AUTO_TEST_CASE(names_types_and_places) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  Seeing<float> net;
  initialize(net, 1);
  fit<8>(net, images<float>(22, 1), CrossEntropy{}, Adam{}, {.epochs = 2}, Checkpoint{path});
  const std::string bytes = content_of(path);
  const _detail::SafetensorsFile file(path);
  const auto& directory = file.tensors();
  BOOST_TEST(directory.metadata("sinew.checkpoint") == "fit");
  BOOST_TEST(directory.metadata("sinew.optimizer") == "Adam");
  BOOST_TEST(directory.metadata("sinew.net") == type_name<Seeing<float>>);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < directory.size(); ++i) {
    const auto tensor = directory[i];
    names.emplace_back(tensor.name);
    BOOST_TEST((bytes.size() - parts_of(bytes).data.size() + tensor.begin) % (tensor.type->bits / 8) == 0u);
  }
  const auto has = [&](const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  for (const TensorDescription& t : tensors_of<Seeing<float>>) {
    for (const char* prefix : {"net.", "best.", "last_good."}) BOOST_TEST(has(prefix + std::string(t.name)));
    for (const char* slot : {"optimizer.exp_avg.", "optimizer.exp_avg_sq."})
      BOOST_TEST(has(slot + std::string(t.name)) == !t.buffer);
  }
  const std::uint64_t place = place_of(parts_of(bytes), "optimizer.steps");
  std::uint64_t steps = 0;
  std::memcpy(&steps, parts_of(bytes).data.data() + place, sizeof steps);
  BOOST_TEST(steps == 6u);  // 2 epochs of 3 batches
}

// ---- Sequences of different lengths, longer than a block.
using Amp = Net<LSTM<1, 6>, Dense<6, 1>>;
struct Sequences {
  std::vector<std::vector<std::array<float, 1>>> inputs{}, targets{};
  explicit Sequences(std::size_t count, std::size_t shortest = 20) : inputs(count), targets(count) {
    auto draw = laws::draws(5);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t t = 0; t < shortest + i; ++t) {
        inputs[i].push_back({static_cast<float>(draw())});
        targets[i].push_back({t == 0 ? 0 : inputs[i][t - 1][0]});
      }
  }
  [[nodiscard]] auto view() const { return DataView(inputs, targets); }
};
using SequenceOptions = FitOptions<std::remove_const_t<decltype(Sequences(1).view())>>;

BOOST_AUTO_TEST_CASE(sequences_go_on) {
  const Sequences data(8), test(3);
  const SequenceOptions options{.epochs = 6,
                                .seed = 7,
                                .validation = test.view(),
                                .schedule = cosine_decay(6),
                                .clip_norm = 1,
                                .accumulate = 2,
                                .patience = 5,
                                .monitor = "MAE"};
  const TemporaryFolder folder;
  const Checkpoint checkpoint{.path = folder.path() + "/c", .best = folder.path() + "/best"};
  struct Ended {
    Amp net{}, average{};
    History history{};
    std::string file{}, best{};
  };
  const auto go = [&](std::size_t killed, auto&&... more) {
    Ended ended;
    initialize(ended.net, std::filesystem::exists(checkpoint.path) ? 99 : 3);
    EMA average(ended.net, {.decay = 0.9});
    ended.history = fit<4, 8>(ended.net, data.view(), MSE{}, Adam{.rate = 0.01}, options, MeanAbsoluteError{},
                              average.follow(ended.net), more..., KillAfter{killed});
    ended.average = average.net();
    if (std::filesystem::exists(checkpoint.path)) ended.file = content_of(checkpoint.path);
    if (std::filesystem::exists(checkpoint.best)) ended.best = content_of(checkpoint.best);
    return ended;
  };
  const Ended whole = go(0, checkpoint);
  BOOST_TEST(whole.history.epochs.size() == 6u);
  std::filesystem::remove(checkpoint.path);
  const Ended plain = go(0);
  BOOST_TEST(same_net(plain.net, whole.net));
  BOOST_TEST(same_net(plain.average, whole.average));
  BOOST_TEST(same(plain.history, whole.history));
  for (std::size_t k = 1; k <= 6; ++k) {
    std::filesystem::remove(checkpoint.path);
    std::filesystem::remove(checkpoint.best);
    BOOST_CHECK_THROW(go(k, checkpoint), Killed);
    if (k + 1 < 6) BOOST_CHECK_THROW(go(k + 1, checkpoint), Killed);
    const Ended resumed = go(0, checkpoint);
    BOOST_TEST(same_net(resumed.net, whole.net));
    BOOST_TEST(same_net(resumed.average, whole.average));
    BOOST_TEST(same(resumed.history, whole.history));
    BOOST_TEST((resumed.file == whole.file));
    BOOST_TEST((resumed.best == whole.best));
  }
  // What the file says of its call.
  Amp net;
  initialize(net, 1);
  const auto says = [&](const std::string& message, auto call) {
    const Amp before = net;
    BOOST_CHECK_EXCEPTION(call(), weights_error, [&](const weights_error& e) {
      BOOST_TEST_INFO(e.what());
      return std::string(e.what()).find(message) != std::string::npos;
    });
    BOOST_TEST(same_net(net, before));
  };
  EMA average(net, {.decay = 0.5});
  const Sequences longer(8, 21);
  says(
      "4 differences from this call of fit(): the number of streams: found 4, expected 2; the number of steps of a "
      "block: found 8, expected 5; the number of targets: found 188, expected 196; the EMA's decay: found 0.9, "
      "expected 0.5; begin anew",
      [&] {
        fit<2, 5>(net, longer.view(), MSE{}, Adam{.rate = 0.01}, options, MeanAbsoluteError{}, average.follow(net),
                  checkpoint);
      });
  says("found a checkpoint of fit() on sequences, expected a checkpoint of fit(): load_checkpoint(trainer, path)", [&] {
    const Dataset<std::array<float, 1>, float> samples{{{0}, {1}}, {0, 1}};
    fit<2>(net, samples, MSE{}, Adam{}, {}, checkpoint);
  });
  // A Trainer goes on from it.
  Amp other;
  Trainer trainer(other, Adam{});
  load_checkpoint(trainer, checkpoint.path);
  BOOST_TEST(trainer.epochs() == 6u);
  save_checkpoint(trainer, checkpoint.path);
  says("found the checkpoint of a Trainer, expected a checkpoint of fit() on sequences: load_checkpoint(",
       [&] { fit<4, 8>(net, data.view(), MSE{}, Adam{}, {}, checkpoint); });
}

BOOST_AUTO_TEST_CASE(averages_go_on) {
  static const auto data = images<float>(22, 1);
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  using Net = Seeing<float>;
  const auto go = [&](std::array<Net, 3>& nets, std::size_t killed) {
    auto& [net, slow, fast] = nets;
    initialize(net, std::filesystem::exists(path) ? 99 : 3);
    EMA first(net, {.decay = 0.99, .warm_up = true}), second(net, {.decay = 0.5});
    fit<8>(net, data, CrossEntropy{}, Adam{.rate = 0.02}, {.epochs = 4}, first.follow(net), Checkpoint{path},
           second.follow(net), KillAfter{killed});
    slow = first.net();
    fast = second.net();
    BOOST_TEST((first.updates() == 12u && second.updates() == 12u));
  };
  std::array<Net, 3> whole, resumed;
  go(whole, 0);
  BOOST_TEST(!same_net(whole[1], whole[2]));
  for (std::size_t k = 1; k <= 4; ++k) {
    std::filesystem::remove(path);
    BOOST_CHECK_THROW(go(resumed, k), Killed);
    go(resumed, 0);
    for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(same_net(resumed[i], whole[i]));
  }
  // More updates than steps.
  const File file = parts_of(content_of(path));
  File changed = file;
  const std::uint64_t updates = 13;
  std::memcpy(changed.data.data() + place_of(changed, "fit.ema_updates"), &updates, sizeof updates);
  folder.write("c", container(changed.header, changed.data));
  BOOST_CHECK_EXCEPTION(go(resumed, 0), weights_error, [](const weights_error& e) {
    return std::string(e.what()).ends_with(
        "tensor \"fit.ema_updates\": found 13, expected at most 12, one for each step");
  });
}

// The file's weights are taken before the net's own are looked at.
BOOST_AUTO_TEST_CASE(a_net_without_weights_goes_on) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  using Net = Small<float>;
  static const auto data = images<float>(22, 1);
  const auto go = [&](Net& net, std::size_t epochs) {
    fit<8>(net, data, CrossEntropy{}, Adam{}, {.epochs = epochs}, Checkpoint{path});
  };
  Net whole, parts, resumed;
  BOOST_CHECK_THROW(go(whole, 4), initialization_error);
  BOOST_TEST(!std::filesystem::exists(path));
  initialize(whole, 1);
  initialize(parts, 1);
  go(whole, 4);
  std::filesystem::remove(path);
  go(parts, 2);
  go(resumed, 4);
  BOOST_TEST(same_net(resumed, whole));
}

BOOST_AUTO_TEST_CASE(a_trainer_on_sequences_goes_on) {
  const Sequences data(8);
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c";
  Amp net, other;
  initialize(net, 1);
  initialize(other, 2);
  Trainer<Amp, Adam> whole(net, Adam{.rate = 0.01}), resumed(other, Adam{.rate = 0.01});
  const auto train = [&](auto& of) { of.template fit<4, 8>(data.view(), MSE{}, {.epochs = 2}); };
  train(whole);
  save_checkpoint(whole, path);
  const Amp saved = whole.net();
  train(whole);
  load_checkpoint(resumed, path);
  BOOST_TEST(same_net(resumed.net(), saved));
  train(resumed);
  BOOST_TEST(same_net(resumed.net(), whole.net()));
  BOOST_TEST(!same_net(saved, whole.net()));
}

BOOST_AUTO_TEST_CASE(metrics_and_what_is_monitored) {
  using Net = Small<double>;
  static const auto data = images<double>(22, 1), test = images<double>(10, 2);
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/run.ckpt";
  const Options<double> options{
      .epochs = 7, .validation = test, .patience = 6, .keep_best = true, .monitor = "ROC AUC"};
  const auto go = [&](Net& net, const Options<double>& with, auto&&... hooks) {
    initialize(net, std::filesystem::exists(path) ? 99 : 3);
    return fit<8>(net, data, CrossEntropy{}, Adam{.rate = 0.02}, with, F1{}, RocAuc{}, hooks...);
  };
  Net plain;
  const History whole = go(plain, options);
  BOOST_TEST(whole.epochs.size() == 7u);
  const auto goes_on = [&](const Net& net, const History& history) {
    BOOST_TEST(same_net(net, plain));
    BOOST_TEST(same(history, whole));
    for (std::size_t e = 0; e < 7; ++e)
      for (const char* name : {"F1", "ROC AUC"})
        BOOST_TEST(history.epochs[e].metrics.value(name) == whole.epochs[e].metrics.value(name));
  };
  for (std::size_t k = 1; k <= 7; ++k) {
    std::filesystem::remove(path);
    Net net;
    BOOST_CHECK_THROW(go(net, options, Checkpoint{path}, KillAfter{k}), Killed);
    const History history = go(net, options, Checkpoint{path});
    goes_on(net, history);
    // Ended within an epoch: the file is that of the epoch before.
    std::filesystem::remove(path);
    go(net, options, Checkpoint{path}, [k](const TrainingStep& step) { return step.step < 3 * k - 1; });
    const History after = go(net, options, Checkpoint{path});
    goes_on(net, after);
  }
  // The best weights at the end are a matter of each call.
  Options<double> other = options;
  other.keep_best = false;
  other.patience = 0;
  Net net;
  BOOST_TEST(same(go(net, other, Checkpoint{path}), whole));
  const auto says = [](const std::string& text) {
    return [text](const weights_error& e) { return std::string(e.what()).find(text) != std::string::npos; };
  };
  other = options;
  other.monitor = "F1";
  BOOST_CHECK_EXCEPTION(go(net, other, Checkpoint{path}), weights_error,
                        says("1 difference from this call of fit(): .monitor: found ROC AUC, expected F1; "));
  other.monitor = {};
  BOOST_CHECK_EXCEPTION(
      fit<8>(net, data, CrossEntropy{}, Adam{.rate = 0.02}, other, Checkpoint{path}), weights_error,
      says("the metrics: found F1, ROC AUC, expected none; .monitor: found ROC AUC, expected none; "));
  std::filesystem::remove(path);
  go(net, other, Checkpoint{path});
  other.monitor = "loss";  // the default by its name
  other.keep_best = false;
  go(net, other, Checkpoint{path});
}

BOOST_AUTO_TEST_SUITE_END()
