#pragma once
/// \file
/// fit: the training loop.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/optimizer/schedule.hpp>
#include <sinew/data/batches.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/divergence.hpp>
#include <sinew/train/evaluate.hpp>
#include <sinew/train/extras.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/micro_batch.hpp>
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

/// A pass in training puts out what inference does, so that one of them needs be compiled.
template <class Net> inline constexpr bool infers_as_it_trains = !Net::layers::random && Net::layers::buffers == 0;

/// All memory training needs, set up once, for passes over Batch samples.
template <class Net, std::size_t Batch, class Formula> struct FitMemory {
  Workspace<Net, Batch, training> w{};
  [[no_unique_address]] std::conditional_t<infers_as_it_trains<Net>, nothing, Workspace<Net, Batch>> validation{};
  Optimizer<Formula, Net> optimizer{};
  Net last_good{}, best{};
  alignas(line_bytes) std::array<typename Net::scalar, Batch * Net::output::size> t{};
};

template <class Net> inline constexpr bool cannot_learn = true;
template <class T, class... L> inline constexpr bool cannot_learn<BasicNet<T, L...>&> = false;

template <std::size_t Batch, class Net, class View, class LossType, class Formula, class... Extras>
constexpr History run_fit(Net& net, View data, const LossType& loss, const Formula& formula, const FitOptions<View>& options, Extras&... extras) {
  using T = typename Net::scalar;
  constexpr std::size_t in = Net::input::size, out = Net::output::size;
  using Activation = typename Net::activation;
  using Target = typename parts_of<View>::target;
  constexpr bool classifies = measures_accuracy<Net, LossType, Target>;

  detail::check_data<Net>(data, "fit");
  if (!options.validation.empty()) detail::check_data<Net>(options.validation, "fit, validation data");
  (detail::check_extra(extras, "fit"), ...);
  constexpr std::size_t micro = micro_batch<Net, Batch>();
  on_heap<FitMemory<Net, micro, Formula>> memory;
  auto& [w, validation, optimizer, last_good, best, t] = memory.value;
  optimizer.formula = formula;
  Engine engine(options.seed);
  Batches batches(data.size(), Batch);
  const std::size_t size = data.size(), count = batches.size();
  const std::size_t* const order = batches.order().data();
  History history{.epochs = std::vector<Epoch>(least<std::size_t>(options.epochs, 1 << 16))};   // `epochs` may mean: until a callback stops it
  double best_loss = std::numeric_limits<double>::infinity();
  // A constant expression that overflows is none, so nobody comes back to the copies; and there, each call costs as much as a product or two.
  if (!__builtin_is_constant_evaluated()) last_good = net;
  std::size_t last_good_epoch = 0;
  const auto* inputs = data.inputs.data();
  const auto* targets = data.targets.data();
  T* const x = w.x().data;
  const T* const y = w.y().data;
  const std::span<const T> wanted(t.data(), t.size());

  std::size_t done = 0;   // epochs, of the records there is room for
  for (std::size_t e = 1; e <= options.epochs; ++e) {
    if (options.shuffle) batches.shuffle(engine);
    double total = 0;
    std::size_t hits = 0;
    T norm = 0;
    for (std::size_t b = 0; b < count; ++b) {
      const std::size_t* const batch = order + b * Batch;
      const std::size_t left = size - b * Batch, samples = left < Batch ? left : Batch;
      const double past = static_cast<double>(e - 1) + static_cast<double>(b) / static_cast<double>(count);
      optimizer.formula.rate = formula.rate * options.schedule(past);
      T value = 0;
      for (std::size_t begin = 0; begin < samples; begin += micro) {
        const std::size_t* const part = batch + begin;
        const std::size_t rest = samples - begin, now = rest < micro ? rest : micro;
        for (std::size_t s = 0; s < micro; ++s) {
          // Spare rows of the last batch repeat a sample, so that they are as finite as the data; their gradient is 0.
          read_sample<T, in>(inputs[part[s < now ? s : 0]], x + s * in);
          if (s >= now) continue;
          (detail::alter_sample<typename Net::input>(inputs[part[s]], x + s * in, extras, engine), ...);
          write_target<Activation, T, out>(targets[part[s]], t.data() + s * out);
        }
        if (rest <= micro && !__builtin_is_constant_evaluated())   // the next batch
          for (std::size_t i = (b + 1) * Batch; i < size && i < (b + 2) * Batch; ++i) prefetch_sample(inputs[order[i]]);
        T of_part = forward_loss(net, w, wanted, now, loss, engine);
        if constexpr (classifies)
          for (std::size_t s = 0; s < now; ++s)
            hits += decide<Activation, out>(y + s * out) == class_of<Activation, T, out>(targets[part[s]]);
        if constexpr (micro < Batch) {
          const T share = static_cast<T>(now) / static_cast<T>(samples);
          of_part *= share;
          for (T& g : w.dy().flat()) g *= share;
          T* const gradient = optimizer.gradient().data();
          backward_loss<LossType>(net, w, begin == 0 ? overwrite(gradient) : accumulate(gradient));
        }
        value += of_part;
      }
      if (!detail::is_finite(value)) return detail::give_up(net, last_good, divergence_error(e, b + 1, last_good_epoch), history, done);
      if (b == 0 && !__builtin_is_constant_evaluated()) {   // weights are good once they give a finite loss
        last_good = net;
        last_good_epoch = e - 1;
      }
      const T clip_norm = static_cast<T>(options.clip_norm);
      if constexpr (micro < Batch) norm = greatest(norm, apply_gradient(net, optimizer, clip_norm));
      else norm = greatest(norm, descend_loss<LossType>(net, w, optimizer, clip_norm));
      total += static_cast<double>(value) * static_cast<double>(samples);
    }
    // What the last step of an epoch did, no loss of that epoch has seen.
    if (!__builtin_is_constant_evaluated() && !detail::has_finite_parameters(net))
      return detail::give_up(net, last_good, divergence_error(e, count, last_good_epoch), history, done);

    if (done == history.epochs.size()) detail::make_room(history.epochs);
    Epoch& record = history.epochs[done++];
    record.epoch = e;
    record.loss = total / static_cast<double>(size);
    record.rate = optimizer.formula.rate;
    if constexpr (classifies) record.accuracy = static_cast<double>(hits) / static_cast<double>(size);
    if (options.clip_norm > 0) record.gradient_norm = static_cast<double>(norm);
    if (!options.validation.empty()) {
      Evaluation checked;
      if constexpr (detail::infers_as_it_trains<Net>) checked = detail::evaluate_in(w, t, net, options.validation, loss);
      else checked = detail::evaluate_in(validation, t, net, options.validation, loss);
      record.validation_loss = checked.loss;
      record.validation_accuracy = checked.accuracy;
    }

    const double watched = options.validation.empty() ? record.loss : record.validation_loss;
    if (history.best_epoch == 0 || watched < best_loss - options.min_delta || best_loss != best_loss) {
      best_loss = watched;
      history.best_epoch = e;
      if (options.patience > 0) best = net;
    }
    bool go_on = true;
    ((go_on = detail::goes_on(extras, record) && go_on), ...);
    if (!go_on) {
      history.outcome = Outcome::stopped_by_user;
      break;
    }
    if (options.patience > 0 && e - history.best_epoch >= options.patience) {
      history.outcome = Outcome::stopped_early;
      break;
    }
  }
  // What overflowed stays so: in a constant expression one look at the end is enough.
  if (__builtin_is_constant_evaluated() && !detail::has_finite_parameters(net))
    return detail::give_up(net, last_good, divergence_error(done, count, 0), history, done);
  if (options.patience > 0 && history.best_epoch > 0) net = best;
  detail::keep_first(history.epochs, done);
  return history;
}

}  // namespace detail

/// Trains the net on mini-batches of Batch samples; the last of an epoch may be smaller.
///     fit<64>(net, train, CrossEntropy{}, SGD{.rate = 0.1}, {.epochs = 20, .validation = test}, extras...)
/// data: a Dataset or DataView (train/target.hpp says which inputs and targets).  loss: loss/.  optimizer: optimizer/.
/// extras, in any order: callbacks, called with each Epoch (one that returns false ends the training); and an Augmentation
/// (data/augment.hpp) of a net that begins with Input<channels, height, width>: each training image is distorted anew whenever it is shown.
/// Of large images a batch goes through in parts, whose gradients are summed before the step (train/micro_batch.hpp).
/// Same seed, data and build: bit-identical weights. Allocates before the first epoch only (and for the history
/// beyond 65,536 epochs).
/// In constant expressions: a thousand steps of XOR (2-4-1, four samples each) take about 1.7 s of g++ 12 and 2 s of clang 19, and in
/// proportion to samples × weights. Compilers stop before; they go on with -fconstexpr-ops-limit=1000000000 (g++),
/// -fconstexpr-steps=100000000 (clang). What overflows is a compile error.
/// Errors: data_error for no samples or an unknown class; augmentation_error (data/augment.hpp); divergence_error where the loss or the
/// weights are no longer finite (the net then has weights that gave a finite loss: see divergence.hpp); without exceptions the outcome says
/// `diverged`, and the others end the program.
/// Misuse at compile time: mistake::wrong_input_data, wrong_target_data, loss_needs_another_output, no_gradient, …
template <std::size_t Batch = 32, class T, class... L, class Data, class LossType, class Formula, class... Extras>
constexpr History fit(BasicNet<T, L...>& net, const Data& data, const LossType& loss, const Formula& optimizer,
                      const FitOptions<view_of<Data>>& options = {}, Extras&&... extras) {
  using Net = BasicNet<T, L...>;
  using Mistake = typename first_of<detail::batch_mistake<Batch>, detail::data_mistake_of<Net, Data>, detail::loss_mistake_of<Net, LossType>,
                                            detail::optimizer_mistake_of<Formula>, detail::extra_mistake_of<Net, Extras>...,
                                            detail::extras_mistake_of<Extras...>>::type;
  if constexpr (!std::is_same_v<Mistake, nothing>) { Mistake{}; return {}; }
  else if constexpr (!std::is_same_v<typename Net::layers::no_gradient, nothing>) { told<typename Net::layers::no_gradient>{}; return {}; }
  else return detail::run_fit<Batch>(net, view_of<Data>(data), loss, optimizer, options, extras...);
}

// Whatever fits not: what is no net, or one that may not change; too few arguments; options that are none.
template <std::size_t Batch = 32, class Net, class... Rest> requires (detail::cannot_learn<Net>) constexpr History fit(Net&&, const Rest&...) {
  if constexpr (!detail::is_net<std::remove_cvref_t<Net>>) mistake::not_a_net<std::remove_cvref_t<Net>>{};
  else mistake::training_needs_a_net_to_change<std::remove_reference_t<Net>>{};
  return {};
}
template <std::size_t Batch = 32, class T, class... L, class... Rest> requires (sizeof...(Rest) < 3)
constexpr History fit(BasicNet<T, L...>&, const Rest&...) {
  mistake::fit_needs_data_loss_and_optimizer<given<Rest...>, expected<DataView<std::array<T, BasicNet<T, L...>::input::size>, int>, MSE, SGD>>{};
  return {};
}
template <std::size_t Batch = 32, class T, class... L, class Data, class LossType, class Formula, class Options, class... Extras>
requires (!std::is_convertible_v<const Options&, const FitOptions<view_of<Data>>&>)
constexpr History fit(BasicNet<T, L...>&, const Data&, const LossType&, const Formula&, const Options&, Extras&&...) {
  using Mistake = typename first_of<detail::data_mistake_of<BasicNet<T, L...>, Data>, detail::loss_mistake_of<BasicNet<T, L...>, LossType>,
                                            mistake::wrong_fit_options<given<Options>, expected<FitOptions<view_of<Data>>>>>::type;
  Mistake{};
  return {};
}

}  // namespace sinew
