#pragma once
/// \file
/// fit: the training loop, with validation, early stopping, augmentation and callbacks. Trainer (train/trainer.hpp)
/// runs the same loop in parts.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/memory/sample_of_parts.hpp>
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
#include <sinew/train/epoch_loop.hpp>
#include <sinew/train/evaluate.hpp>
#include <sinew/train/fit_misuse.hpp>
#include <sinew/train/fit_options.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/hooks.hpp>
#include <sinew/train/metric.hpp>
#include <sinew/train/micro_batch.hpp>
#include <sinew/train/monitor.hpp>
#include <sinew/train/step.hpp>
#include <sinew/train/target.hpp>
#include <sinew/train/training_state.hpp>
#include <sinew/train/zero_weights.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// Scratch memory of a training on passes over Batch samples. Nothing in it outlasts an epoch.
template <class Net, std::size_t Batch> struct FitMemory {
  Workspace<Net, Batch, Mode::training> w{};
  [[no_unique_address]] std::conditional_t<infers_as_it_trains<Net>, nothing, Workspace<Net, Batch>> validation{};
  alignas(line_bytes) std::array<typename Net::scalar, Batch * Net::output::size> t{};
};

/// All memory of fit() but the order of the samples.
template <class Net, std::size_t Batch, class Formula> struct FitParts {
  FitState<Net, Formula> state{};
  FitMemory<Net, Batch> memory{};
};

/// One call of fit() or Trainer::fit(): what its batches and steps use. The caller owns the state and the memory.
/// Pointers and sizes are stored, because in a constant expression each call costs the compiler as much as one or two
/// products.
template <std::size_t Batch, class Net, class View, class LossType, class Formula> class FitRun
    : public EpochLoop<FitRun<Batch, Net, View, LossType, Formula>, Net, View, target_in<Net, View>, LossType,
                       Formula> {
  using Target = target_in<Net, View>;
  using Loop = EpochLoop<FitRun, Net, View, Target, LossType, Formula>;
  friend Loop;
  using Loop::classifies, Loop::net_, Loop::loss_, Loop::formula_, Loop::options_, Loop::optimizer_, Loop::engine_,
      Loop::progress_;
  using typename Loop::T;
  static constexpr std::size_t in = Net::input::size, out = Net::output::size, micro = micro_batch<Net, Batch>();
  /// Whether all samples count alike in the mean.
  static constexpr bool plain = !weighs_samples<LossType, T> && !is_weighted<Target>;

 public:
  /// `state` is a FitState or a TrainingState.
  template <class State>
  constexpr FitRun(Net& net, State& state, FitMemory<Net, micro>& memory, Batches& batches, View data,
                   const LossType& loss, const Formula& formula, const FitOptions<View>& options)
      : Loop(net, state, batches, loss, formula, options, {Batch, 0, data.size(), data.size()}),
        memory_{memory},
        order_{batches.order().data()},
        inputs_{_detail::inputs_of(data)},
        targets_{_detail::targets_of<Target>(data)},
        x_{memory.w.x().data},
        y_{memory.w.y().data},
        t_(memory.t.data(), memory.t.size()),
        size_{data.size()},
        batch_count_{batches.size()} {}

 private:
  /// Trains on all batches once. Returns the batch (1, 2, …) in which training diverged, or 0.
  template <class... Hooks> constexpr std::size_t train_epoch(EpochSums<T>& sums, Hooks&... hooks) {
    auto& optimizer = optimizer_;
    const std::size_t count = batch_count_, epoch = progress_.epoch, batches_a_step = options_.accumulate;
    const std::size_t steps = count / batches_a_step + (count % batches_a_step > 0);
    std::size_t in_step = 0;  // batches of the step before this one
    T divisor_of_step{};
    [[maybe_unused]] T loss_of_step{};
    for (std::size_t b = 0; b < count; ++b) {
      const std::size_t left = size_ - b * Batch, samples = left < Batch ? left : Batch;
      if (in_step == 0) {
        const double passed = static_cast<double>(b / batches_a_step) / static_cast<double>(steps);
        // The caller's rate is read anew in each step, so that a callback for steps can change it
        // (train/find_rate.hpp).
        optimizer.formula.rate = formula_.rate * options_.schedule(static_cast<double>(epoch) + passed);
        loss_of_step = T(0);
        divisor_of_step = divisor_of(b, min_of(left, batches_a_step < left ? batches_a_step * Batch : left));
      }
      const bool last = in_step + 1 == batches_a_step || b + 1 == count;
      const T divisor = batches_a_step == 1 ? divisor_of_step : divisor_of(b, samples),
              loss = differentiate_batch(b, samples, divisor, divisor_of_step, in_step == 0, sums.hits, hooks...);
      if (!_detail::is_finite(loss)) return b + 1;
      if (b == 0) Loop::keep_good_weights();
      const T clip_norm = static_cast<T>(options_.clip_norm);
      T norm{};
      if constexpr (micro < Batch) {
        if (last) norm = apply_gradient(net_, optimizer, clip_norm);
      } else
        norm = _detail::descend_part<LossType>(
            net_, memory_.w, optimizer, clip_norm,
            {.first = in_step == 0, .last = last, .share = _detail::share_of(divisor, divisor_of_step)});
      sums.largest_norm = max_of(sums.largest_norm, norm);
      sums.loss += static_cast<double>(loss) * static_cast<double>(divisor);
      sums.mean_over += static_cast<double>(divisor);
      if constexpr (watches_steps<Hooks...>) {
        loss_of_step += loss * _detail::share_of(divisor, divisor_of_step);
        if (last && !Loop::after_step(static_cast<double>(loss_of_step), norm, hooks...)) break;
      }
      in_step = last ? 0 : in_step + 1;
    }
    // No loss of this epoch reflects its last step.
    return __builtin_is_constant_evaluated() || _detail::has_finite_parameters(net_) ? 0 : count;
  }

  /// Runs the forward pass of batch b and computes the gradient of the loss at the outputs. If the batch consists of
  /// several micro-batches, their backward passes run here as well and add to the optimizer's gradient, which the first
  /// batch of a step overwrites. Returns the mean loss.
  template <class... Hooks>
  constexpr T differentiate_batch(std::size_t b, std::size_t samples, T divisor, [[maybe_unused]] T divisor_of_step,
                                  [[maybe_unused]] bool first, std::size_t& hits, Hooks&... hooks) {
    auto& w = memory_.w;
    const std::size_t* const batch = order_ + b * Batch;
    T loss = 0;
    for (std::size_t begin = 0; begin < samples; begin += micro) {
      const std::size_t* const part = batch + begin;
      const std::size_t rest = samples - begin, count = rest < micro ? rest : micro;
      read_samples(part, count, hooks...);
      if (rest <= micro && !__builtin_is_constant_evaluated()) prefetch_batch(b + 1);
      T part_loss;
      if constexpr (plain) part_loss = forward_loss(net_, w, t_, count, loss_, engine_);
      else part_loss = forward_weighted(part, count, divisor);
      if constexpr (classifies)
        for (std::size_t s = 0; s < count; ++s)
          hits += _detail::right_answers<Net, LossType>(y_ + s * out, target_of(part[s], s));
      if constexpr (micro < Batch) {
        if constexpr (plain) part_loss *= static_cast<T>(count) / divisor;
        const T weight = plain ? static_cast<T>(count) : divisor;
        _detail::scale_values(std::span<T>(w.dy().flat()), _detail::share_of(weight, divisor_of_step));
        backward_loss<LossType>(net_, w, begin == 0 && first ? optimizer_.overwrite() : optimizer_.accumulate());
      }
      loss += part_loss;
    }
    return loss;
  }

  /// What the mean over the `samples` samples from batch b on divides by: their number, or the sum of their class
  /// weights, for which a sample on demand is read once more.
  constexpr T divisor_of([[maybe_unused]] std::size_t b, std::size_t samples) const {
    if constexpr (weighs_samples<LossType, T>) {
      T sum{};
      for (std::size_t s = 0; s < samples; ++s) {
        std::array<T, out> t{};
        const std::size_t sample = order_[b * Batch + s];
        if constexpr (is_on_demand<View>) _detail::read_on_demand<Net>(*inputs_, sample, x_, t.data());
        else _detail::write_target_for<Net>(targets_[sample], t.data());
        sum += _detail::count_of<out>(loss_, t.data(), 1);
      }
      return sum;
    } else return static_cast<T>(samples);
  }
  /// forward_loss() of samples that count differently, as a part of a batch whose mean divides by `divisor`.
  constexpr T forward_weighted(const std::size_t* part, std::size_t count, T divisor) noexcept {
    auto& w = memory_.w;
    w.count(count);
    net_.forward(w, engine_);
    T* const dy = w.dy().data;
    for (std::size_t i = count * out; i < micro * out; ++i) dy[i] = T(0);
    const T* const t = memory_.t.data();
    if constexpr (is_weighted<Target>)
      return _detail::differentiate_weighted<out>(loss_, y_, t, dy, count, divisor,
                                                  [&](std::size_t s) { return targets_[part[s]].weight; });
    else return _detail::differentiate<out>(loss_, y_, t, dy, count, divisor);
  }

  /// Reads samples part[0 … count − 1] and their targets into the workspace. Spare rows of the last batch repeat a
  /// sample, which keeps them as finite as the data; their gradient is 0.
  template <class... Hooks> constexpr void read_samples(const std::size_t* part, std::size_t count, Hooks&... hooks) {
    T* const x = x_;
    T* const t = memory_.t.data();
    if constexpr (is_on_demand<View>) {
      for (std::size_t s = 0; s < count; ++s) _detail::read_on_demand<Net>(*inputs_, part[s], x + s * in, t + s * out);
      for (std::size_t i = count * in; i < micro * in; ++i) x[i] = x[i % in];
      return;
    } else
      for (std::size_t s = 0; s < micro; ++s) {
        read_input<T, typename Net::input>(inputs_[part[s < count ? s : 0]], x + s * in);
        if (s >= count) continue;
        (_detail::augment_sample<typename Net::input>(inputs_[part[s]], x + s * in, hooks, engine_), ...);
        _detail::write_target_for<Net>(targets_[part[s]], t + s * out);
      }
  }
  /// The target of a sample that is row s of the batch.
  constexpr decltype(auto) target_of(std::size_t sample, std::size_t s) const noexcept {
    if constexpr (is_on_demand<View>) return _detail::target_in_row<Target>(t_.data() + s * out);
    else return (targets_[sample]);
  }
  void prefetch_batch([[maybe_unused]] std::size_t b) const noexcept {
    if constexpr (!is_on_demand<View>)
      for (std::size_t i = b * Batch; i < size_ && i < (b + 1) * Batch; ++i) prefetch_input(inputs_[order_[i]]);
  }

  constexpr std::size_t batch_count() const noexcept { return batch_count_; }
  constexpr View data() const noexcept { return _detail::view_again<View>(inputs_, targets_, size_); }
  template <class... Hooks> constexpr Evaluation evaluate(const View& data, Hooks&... hooks) {
    if constexpr (infers_as_it_trains<Net>)
      return _detail::evaluate_in(memory_.w, memory_.t, net_, data, loss_, hooks...);
    else return _detail::evaluate_in(memory_.validation, memory_.t, net_, data, loss_, hooks...);
  }

  FitMemory<Net, micro>& memory_;
  const std::size_t* order_;
  const typename parts_of<View>::input* inputs_;
  const Target* targets_;
  T* x_;
  const T* y_;
  std::span<const T> t_;
  std::size_t size_, batch_count_;
};

/// The first mistake in the arguments of fit(), `nothing` if there is none.
template <std::size_t Batch, class Net, class Data, class LossType, class Formula, class... Hooks>
using fit_mistake_of = typename first_of<
    batch_mistake<Batch>, fit_data_mistake_of<Net, Data>, loss_mistake_of<Net, LossType>,
    optimizer_mistake_for<Formula, Net>, hook_mistake_of<Net, Hooks>..., hooks_mistake_of<Hooks...>,
    std::conditional_t<is_on_demand<view_of<Data>> && (false || ... || is_augmentation<Hooks>),
                       mistake::augmentation_of_a_source<typename std::remove_cvref_t<Data>>, nothing>,
    metric_hooks_mistake_of<Net, LossType, target_in<Net, Data>, Hooks...>>::type;

/// Throws the error in the values of fit()'s arguments, if there is one. `what` is the function's
/// name in messages, `validation` that of its validation data.
template <class Net, std::size_t Batch, class View, class LossType, class... Hooks>
constexpr void check_training(const char* what, const char* validation, const View& data, const LossType& loss,
                              double rate, const FitOptions<View>& options, const Hooks&... hooks) {
  _detail::check_data<Net>(data, what);
  _detail::check_last_batch<Net, Batch>(data.size(), what);
  _detail::check_loss(loss, what);
  _detail::check_not_negative(rate, "the optimizer's rate", what);
  _detail::check_not_negative(options.clip_norm, "clip_norm", what);
  if (options.accumulate == 0) _detail::refuse_option(what, "accumulate is 0, expected at least 1");
  if (!options.validation.empty()) _detail::check_data<Net>(options.validation, validation);
  _detail::check_monitor<typename Net::scalar, measures_accuracy<Net, LossType, target_in<Net, View>>, Hooks...>(
      what, options.monitor);
  (_detail::check_hook(hooks), ...);
}

}  // namespace _detail

/// Trains the net on mini-batches of Batch samples; the last one of an epoch may be smaller.
///
///     fit<64>(net, train, CrossEntropy{}, SGD{.rate = 0.1}, {.epochs = 20, .validation = test}, hooks...)
///
/// Parameters: `data` is a Dataset or DataView; train/target.hpp lists the inputs and targets that it may hold. `loss`
/// is one of loss/, `optimizer` one of optimizer/. `hooks` follow in any order. Callbacks are called with each Epoch,
/// or with each TrainingStep (train/hooks.hpp); one that returns false ends the training. Metrics (train/metrics.hpp)
/// are measured after each epoch, on the validation data, or, without any, on the training data in a pass of their own;
/// they are in Epoch::metrics, and the option `monitor` may name one. An Augmentation (data/augment.hpp) distorts each
/// training image anew each time it is used, for a net that begins with `Input<channels, height, width>`. A Checkpoint
/// (io/checkpoint.hpp) keeps the training in a file, from which a later run of the program goes on.
/// A call is a whole training: at its end it forgets the optimizer's moments and count of steps, the position in the
/// schedule, the random numbers, and the best loss. A second call starts all of them anew, so two calls of 10 epochs
/// are not one of 20. Use a Trainer (train/trainer.hpp) to train in parts.
/// A batch of large images is processed in parts whose gradients are summed before the step (train/micro_batch.hpp).
/// Equal seed, data and build give bit-identical weights. Memory is allocated before the first epoch only (and for the
/// history beyond 65,536 epochs).
/// Cost: in constant expressions, a thousand steps of XOR (2-4-1, four samples each) take about 1.7 s (g++ 12) or 2 s
/// (clang 19), in proportion to samples × weights. Compilers limit constant evaluation;
/// -fconstexpr-ops-limit=1000000000 (g++) and -fconstexpr-steps=100000000 (clang) raise the limit. Overflow there is a
/// compile error.
/// Errors: data_error if there are no samples, a class index is invalid, or a net with BatchNorm of vectors gets a last
/// batch of one sample; option_error for a rate or clip_norm below 0 and the like;
/// initialization_error if all weights of a layer are 0 and the net cannot learn from there (train/zero_weights.hpp);
/// augmentation_error (data/augment.hpp);
/// divergence_error if the loss or the weights are no longer finite (the net then has weights that gave a finite loss:
/// train/divergence.hpp). Without exceptions, divergence is reported as the outcome `diverged`, and the other errors
/// end the program.
/// Misuse: `mistake::wrong_input_data`, `wrong_target_data`, `loss_needs_another_output`, `no_gradient`,
/// `not_a_metric`, `metric_needs_classes`, …; what cannot learn by construction: `loss_of_one_output_is_constant`,
/// `batch_statistics_of_one_sample`, `nothing_to_train`.
template <std::size_t Batch = 32, class T, class... L, class Data, class LossType, class Formula, class... Hooks>
constexpr History fit(BasicNet<T, L...>& net, const Data& data, const LossType& loss, const Formula& optimizer,
                      const FitOptions<_detail::view_of<Data>>& options = {}, Hooks&&... hooks) {
  using Net = BasicNet<T, L...>;
  using Mistake = _detail::fit_mistake_of<Batch, Net, Data, LossType, Formula, Hooks...>;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else if constexpr (!std::is_same_v<_detail::training_mistake_of<Net, Batch>, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<_detail::training_mistake_of<Net, Batch>>, mistake::of<Net>)){};
    return {};
  } else {
    const _detail::view_of<Data> view(data);
    _detail::check_training<Net, Batch>("fit", "fit, validation data", view, loss, optimizer.rate, options, hooks...);
    if constexpr (_detail::keepers<Hooks...> == 0) {  // they may have other weights
      const std::size_t stuck = _detail::stuck_layer(net);
      if (stuck < Net::layers::depth) _detail::all_weights_are_0_call_initialize_first("fit", stuck);
    }
    _detail::on_heap<_detail::FitParts<Net, _detail::micro_batch<Net, Batch>(), Formula>> parts;
    auto& [state, memory] = parts.value;
    state.engine = Engine(options.seed);
    Batches batches(view.size(), Batch);
    History history = _detail::FitRun<Batch, Net, _detail::view_of<Data>, LossType, Formula>(
                          net, state, memory, batches, view, loss, optimizer, options)
                          .run(hooks...);
    if ((options.patience > 0 || options.keep_best) && history.best_epoch > 0 && history.outcome != Outcome::diverged)
      net = state.best;
    return history;
  }
}

/// Catches a first argument that is not a net, or is const.
template <std::size_t Batch = 32, class Net, class... Rest>
requires(_detail::is_untrainable<Net>) constexpr History fit(Net&&, const Rest&...) {
  if constexpr (!_detail::is_net<std::remove_cvref_t<Net>>)
    decltype(mistake::tell(mistake::of<mistake::not_a_net<std::remove_cvref_t<Net>>>)){};
  else decltype(mistake::tell(mistake::of<mistake::training_needs_a_net_to_change<std::remove_reference_t<Net>>>)){};
  return {};
}
/// Catches a call without data, loss or optimizer.
template <std::size_t Batch = 32, class T, class... L, class... Rest>
requires(sizeof...(Rest) < 3) constexpr History fit(BasicNet<T, L...>&, const Rest&...) {
  decltype(mistake::tell(
      mistake::of<mistake::fit_needs_data_loss_and_optimizer<
          mistake::given<Rest...>,
          mistake::expected<DataView<std::array<T, BasicNet<T, L...>::input::size>, int>, MSE, SGD>>>,
      mistake::of<BasicNet<T, L...>>)){};
  return {};
}
/// Catches options of another type.
template <std::size_t Batch = 32, class T, class... L, class Data, class LossType, class Formula, class Options,
          class... Hooks>
requires(!std::is_convertible_v<const Options&, const FitOptions<_detail::view_of<Data>>&>) constexpr History
    fit(BasicNet<T, L...>&, const Data&, const LossType&, const Formula&, const Options&, Hooks&&...) {
  using Mistake = typename _detail::first_of<
      _detail::fit_data_mistake_of<BasicNet<T, L...>, Data>, _detail::loss_mistake_of<BasicNet<T, L...>, LossType>,
      mistake::wrong_fit_options<mistake::given<Options>, mistake::expected<FitOptions<_detail::view_of<Data>>>>>::type;
  decltype(mistake::tell(mistake::of<Mistake>, mistake::of<BasicNet<T, L...>>)){};
  return {};
}

}  // namespace sinew
