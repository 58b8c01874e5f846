#pragma once
/// \file
/// fit: the training loop.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/optimizer/schedule.hpp>
#include <sinew/data/batches.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/evaluate.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/step.hpp>
#include <sinew/train/target.hpp>

namespace sinew {

/// What fit() may be told; View is the DataView of the training data.
template <class View> struct FitOptions {
  std::size_t epochs = 1;
  std::uint64_t seed = 1;         ///< of the order of samples, and of layers that draw at random
  bool shuffle = true;            ///< a new order every epoch
  View validation{};              ///< evaluated after every epoch
  Schedule schedule{};            ///< a factor on the optimizer's rate, set at every step
  double clip_norm = 0;           ///< the most that a gradient's norm may be; 0: any
  std::size_t patience = 0;       ///< stop after so many epochs without a better loss, and take the best weights; 0: never
  double min_delta = 0;           ///< by how much a loss must be less to count as better
};

namespace detail {

/// All memory training needs, set up once.
template <class Net, std::size_t Batch, class Formula> struct FitMemory {
  Workspace<Net, Batch, training> w{};
  Workspace<Net, Batch> validation{};
  Optimizer<Formula, Net> optimizer{};
  Net last_good{}, best{};
  alignas(line_bytes) std::array<typename Net::scalar, Batch * Net::output::size> t{};
};

template <class T> constexpr bool is_finite(T v) noexcept { return v - v == T(0); }
template <class Net> constexpr bool has_finite_parameters(const Net& net) noexcept {
  typename Net::scalar sum{};
  for (const auto p : net.parameters) sum += p - p;   // 0, or NaN
  return sum == 0;
}

/// Puts the last good weights back and says so; without exceptions the outcome does.
template <class Net> constexpr History give_up(Net& net, const Net& last_good, const divergence_error& what, History& history) {
  net = last_good;
  history.outcome = Outcome::diverged;
#if defined(__cpp_exceptions)
  throw what;
#endif
  static_cast<void>(what);   // and clang wants a return in every constexpr function
  return history;
}

template <class Callback> constexpr bool goes_on(Callback& callback, const Epoch& epoch) {
  if constexpr (std::is_void_v<decltype(callback(epoch))>) { callback(epoch); return true; }
  else return static_cast<bool>(callback(epoch));
}

template <std::size_t Batch, class Net, class View, class LossType, class Formula, class... Callbacks>
constexpr History run_fit(Net& net, View data, const LossType& loss, const Formula& formula, const FitOptions<View>& options,
                          Callbacks&... callbacks) {
  using T = typename Net::scalar;
  constexpr std::size_t in = Net::input::size, out = Net::output::size;
  using Activation = typename Net::activation;
  using Target = typename parts_of<View>::target;
  constexpr bool classifies = measures_accuracy<Net, LossType, Target>;

  detail::check_data<Net>(data, "fit");
  if (!options.validation.empty()) detail::check_data<Net>(options.validation, "fit, validation data");
  std::vector<FitMemory<Net, Batch, Formula>> memory(1);   // on the heap: it may be large
  auto& [w, validation, optimizer, last_good, best, t] = memory[0];
  optimizer.formula = formula;
  Engine engine(options.seed);
  Batches batches(data.size(), Batch);
  History history;
  history.epochs.reserve(least<std::size_t>(options.epochs, 1 << 16));   // `epochs` may mean: until a callback stops it
  double best_loss = std::numeric_limits<double>::infinity();
  last_good = net;
  std::size_t last_good_epoch = 0;

  for (std::size_t e = 1; e <= options.epochs; ++e) {
    if (options.shuffle) batches.shuffle(engine);
    double total = 0;
    std::size_t hits = 0;
    T norm = 0;
    for (std::size_t b = 0; b < batches.size(); ++b) {
      const std::span<const std::size_t> batch = batches[b];
      for (std::size_t s = 0; s < batch.size(); ++s) {
        read_sample<T, in>(data.inputs[batch[s]], w.x()[s].data());
        write_target<Activation, T, out>(data.targets[batch[s]], t.data() + s * out);
      }
      // Spare rows of the last batch repeat a sample, so that they are as finite as the data; their gradient is 0.
      for (std::size_t s = batch.size(); s < Batch; ++s) read_sample<T, in>(data.inputs[batch[0]], w.x()[s].data());
      if (b + 1 < batches.size())
        for (const std::size_t next : batches[b + 1]) prefetch_sample(data.inputs[next]);
      const double past = static_cast<double>(e - 1) + static_cast<double>(b) / static_cast<double>(batches.size());
      optimizer.formula.rate = formula.rate * options.schedule(past);
      const T value = forward_loss(net, w, std::span<const T>(t), batch.size(), loss, engine);
      if (!detail::is_finite(value)) return detail::give_up(net, last_good, divergence_error(e, b + 1, last_good_epoch), history);
      if (b == 0) {   // weights are good once they give a finite loss
        last_good = net;
        last_good_epoch = e - 1;
      }
      if constexpr (classifies)
        for (std::size_t s = 0; s < batch.size(); ++s)
          hits += decide<Activation, out>(w.y()[s].data()) == class_of<Activation, T, out>(data.targets[batch[s]]);
      norm = greatest(norm, descend_loss<LossType>(net, w, optimizer, static_cast<T>(options.clip_norm)));
      total += static_cast<double>(value) * static_cast<double>(batch.size());
    }
    // What the last step of an epoch did, no loss of that epoch has seen.
    if (!detail::has_finite_parameters(net))
      return detail::give_up(net, last_good, divergence_error(e, batches.size(), last_good_epoch), history);

    Epoch record{.epoch = e, .loss = total / static_cast<double>(data.size()), .rate = optimizer.formula.rate};
    if constexpr (classifies) record.accuracy = static_cast<double>(hits) / static_cast<double>(data.size());
    if (options.clip_norm > 0) record.gradient_norm = static_cast<double>(norm);
    if (!options.validation.empty()) {
      const Evaluation checked = detail::evaluate_in(validation, t, net, options.validation, loss);
      record.validation_loss = checked.loss;
      record.validation_accuracy = checked.accuracy;
    }
    history.epochs.push_back(record);

    const double watched = options.validation.empty() ? record.loss : record.validation_loss;
    if (history.best_epoch == 0 || watched < best_loss - options.min_delta || best_loss != best_loss) {
      best_loss = watched;
      history.best_epoch = e;
      if (options.patience > 0) best = net;
    }
    bool go_on = true;
    ((go_on = detail::goes_on(callbacks, history.epochs.back()) && go_on), ...);
    if (!go_on) {
      history.outcome = Outcome::stopped_by_user;
      break;
    }
    if (options.patience > 0 && e - history.best_epoch >= options.patience) {
      history.outcome = Outcome::stopped_early;
      break;
    }
  }
  if (options.patience > 0 && history.best_epoch > 0) net = best;
  return history;
}

}  // namespace detail

/// Trains the net on mini-batches of Batch samples; the last of an epoch may be smaller.
///     fit<64>(net, train, CrossEntropy{}, SGD{.rate = 0.1}, {.epochs = 20, .validation = test}, callbacks...)
/// data: a Dataset or DataView (train/target.hpp says which inputs and targets).  loss: loss/.  optimizer: optimizer/.
/// callbacks: called with each Epoch; one that returns false ends the training.
/// Same seed, data and build: bit-identical weights. Allocates before the first epoch only (and for the history
/// beyond 65,536 epochs).
/// Errors: data_error for no samples or an unknown class; divergence_error where the loss or the weights are no longer finite (the net then
/// has weights that gave a finite loss: see history.hpp); without exceptions the outcome says `diverged`, and data_error ends the program.
/// Misuse at compile time: mistake::wrong_input_data, wrong_target_data, loss_needs_another_output, no_gradient, …
template <std::size_t Batch = 32, class T, class... L, class Data, class LossType, class Formula, class... Callbacks>
constexpr History fit(BasicNet<T, L...>& net, const Data& data, const LossType& loss, const Formula& optimizer,
                      const FitOptions<view_of<Data>>& options = {}, Callbacks&&... callbacks) {
  using Net = BasicNet<T, L...>;
  using Mistake = typename detail::first_of<detail::data_mistake_of<Net, Data>, detail::loss_mistake_of<Net, LossType>,
                                            std::conditional_t<OptimizerFormula<Formula>, nothing, mistake::not_an_optimizer<Formula>>>::type;
  if constexpr (!std::is_same_v<Mistake, nothing>) { complain<Mistake>(); return {}; }
  else if constexpr (!std::is_same_v<typename Net::layers::no_gradient, nothing>) { (void)raise<typename Net::layers::no_gradient>{}; return {}; }
  else return detail::run_fit<Batch>(net, view_of<Data>(data), loss, optimizer, options, callbacks...);
}

}  // namespace sinew
