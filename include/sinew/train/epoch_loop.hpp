#pragma once
/// \file
/// EpochLoop: what the epochs of fit() have in common, of samples (train/fit.hpp) and of sequences
/// (train/fit_sequences.hpp): their order, records, validation, best weights, patience, callbacks, and hooks that keep
/// the training.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/constexpr_vector.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/data/batches.hpp>
#include <sinew/train/divergence.hpp>
#include <sinew/train/evaluate.hpp>
#include <sinew/train/fit_options.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/hooks.hpp>
#include <sinew/train/metric.hpp>
#include <sinew/train/monitor.hpp>
#include <sinew/train/training_state.hpp>
#include <sinew/train/zero_weights.hpp>

namespace SINEW_NAMESPACE {

template <class Net> class EMA;  // defined in train/ema.hpp

namespace _detail {

/// Whether the training pass computes the same outputs as inference, so that only one of them is compiled.
template <class Net> inline constexpr bool infers_as_it_trains = !Net::layers::random && Net::layers::buffers == 0;

/// What a call of fit() keeps from epoch to epoch, and forgets at its end: a TrainingState without what only a second
/// call would need.
template <class Net, class Formula> struct FitState {
  Optimizer<Formula, Net> optimizer{};
  Engine engine{1};
  TrainingProgress progress{};
  Net last_good{}, best{};
};

/// How much a call of fit() trains on.
struct FitSizes {
  std::size_t batch;    ///< samples of a batch; of sequences: streams
  std::size_t steps;    ///< of a block of sequences; 0: samples
  std::size_t samples;  ///< or sequences
  std::size_t targets;  ///< that count in an epoch; of samples: as many
};

/// What a hook that keeps the training is given (train/hooks.hpp): all that a call of fit() goes on from at the end of
/// an epoch, and what it was called with.
template <class Net, class View, class LossType, class Formula, std::size_t Averages> struct FitTraining {
  using net_type = Net;
  using loss_type = LossType;
  using formula_type = Formula;

  Net& net;
  Optimizer<Formula, Net>& optimizer;
  Engine& engine;  ///< draws the order of samples, which each epoch begins at 0, 1, …, Dropout and augmentation
  TrainingProgress& progress;
  Net &last_good, &best;
  constexpr_vector<Epoch>& epochs;  ///< the records so far are the first progress.epoch of them
  const Formula& formula;
  const LossType& loss;
  const FitOptions<View>& options;
  const Augmentation* augmentation;          ///< nullptr if there is none
  std::array<EMA<Net>*, Averages> averages;  ///< that hooks update
  FitSizes sizes;
  const char* const* metric_names;
  std::size_t metrics;
};

/// A hook that updates an EMA of the net after each step.
template <class Hook, class Net> concept UpdatesAverage =
    std::is_same_v<typename std::remove_cvref_t<Hook>::updates_average, EMA<Net>>;

/// Sums over the batches of one epoch.
template <class T> struct EpochSums {
  double loss = 0, mean_over = 0;  ///< the sum of the losses, and what its mean divides by
  std::size_t hits = 0;
  T largest_norm = 0;
};

/// The epochs of one call of fit() or Trainer::fit(). The caller owns the state. `Pass` derives from it, knows the data
/// and the batches, and has
///
///     train_epoch(sums, hooks…)   trains on all data once; returns the batch (1, 2, …) that diverged, or 0
///     batch_count()               the number of batches of the last epoch
///     evaluate(view, hooks…)      the figures of a DataView
///     data()                      the DataView that it trains on
///
/// `Target` is the type of one target.
template <class Pass, class Net, class View, class Target, class LossType, class Formula> class EpochLoop {
 public:
  /// Trains for all epochs, or until an outcome other than `finished`.
  template <class... Hooks> constexpr History run(Hooks&... hooks) {
    std::size_t left = options_.epochs;
    if constexpr (0 < keepers<Hooks...>) {
      keeps_best_ = true;
      (begin_keeping(hooks, hooks...), ...);
      left -= recorded_;
      const std::size_t stuck = recorded_ > 0 ? Net::layers::depth : _detail::stuck_layer(net_);
      if (stuck < Net::layers::depth) _detail::all_weights_are_0_call_initialize_first("fit", stuck);
    }
    for (stop_early(); left > 0 && history_.outcome == Outcome::finished; --left) {
      // From order 0, 1, …, so that the order depends on the engine alone, and not on the epochs before.
      if (options_.shuffle) {
        batches_.sort();
        batches_.shuffle(engine_);
      }
      optimizer_.formula = formula_;  // a callback may have changed it
      EpochSums<T> sums;
      if (const std::size_t diverged = pass().train_epoch(sums, hooks...); diverged > 0)
        return restore(progress_.epoch + 1, diverged);
      if constexpr (watches_steps<Hooks...>)
        if (history_.outcome == Outcome::stopped_by_user) break;
      Epoch& record = add_record(sums);
      measure(record, hooks...);
      keep_best<Hooks...>(record);
      bool goes_on = true;
      ((goes_on = _detail::call_hook(hooks, record) && goes_on), ...);
      if (!goes_on) history_.outcome = Outcome::stopped_by_user;
      else stop_early();
      if constexpr (0 < keepers<Hooks...>) {
        const bool last = left == 1 || history_.outcome != Outcome::finished;
        (keep(hooks, last, hooks...), ...);
      }
    }
    // Overflowed values remain non-finite, so a constant expression needs only one check, at the end.
    if (__builtin_is_constant_evaluated() && !_detail::has_finite_parameters(net_))
      return restore(progress_.epoch, pass().batch_count());
    history_.best_epoch = progress_.best_epoch;
    _detail::keep_first(history_.epochs, recorded_);
    return (std::move)(history_);
  }

 protected:
  using T = typename Net::scalar;
  static constexpr bool classifies = measures_accuracy<Net, LossType, Target>;

  /// `state` is a FitState or a TrainingState. Only the latter keeps the best weights even if they are not asked for.
  template <class State>
  constexpr EpochLoop(Net& net, State& state, Batches& batches, const LossType& loss, const Formula& formula,
                      const FitOptions<View>& options, const FitSizes& sizes)
      : net_{net},
        loss_{loss},
        formula_{formula},
        options_{options},
        optimizer_{state.optimizer},
        engine_{state.engine},
        progress_{state.progress},
        sizes_{sizes},
        last_good_{state.last_good},
        best_{state.best},
        batches_{batches},
        // A limit: `epochs` may be very large if a callback ends the training.
        history_{.epochs = constexpr_vector<Epoch>(min_of<std::size_t>(options.epochs, 1 << 16))},
        keeps_best_{options.patience > 0 || options.keep_best || !std::is_same_v<State, FitState<Net, Formula>>} {
    batches.sort();
    // In a constant expression, overflow is a compile error and the copy is not needed.
    if (!__builtin_is_constant_evaluated() && progress_.epoch == 0) last_good_ = net;
  }

  /// Keeps the weights: they gave a finite loss, in the first batch of the epoch.
  constexpr void keep_good_weights() noexcept {
    if (__builtin_is_constant_evaluated()) return;
    last_good_ = net_;
    progress_.last_good_epoch = progress_.epoch;
  }
  /// Calls the callbacks for steps. Returns false if one ends the training.
  template <class... Hooks> constexpr bool after_step(double loss, T norm, Hooks&... hooks) {
    if constexpr (watches_steps<Hooks...>)
      if (!_detail::call_after_step(
              {progress_.epoch + 1, optimizer_.steps(), loss, static_cast<double>(optimizer_.formula.rate),
               options_.clip_norm > 0 ? static_cast<double>(norm) : not_measured},
              hooks...)) {
        history_.outcome = Outcome::stopped_by_user;
        return false;
      }
    return true;
  }

  Net& net_;
  const LossType& loss_;
  const Formula& formula_;
  const FitOptions<View>& options_;
  Optimizer<Formula, Net>& optimizer_;
  Engine& engine_;
  TrainingProgress& progress_;
  const FitSizes sizes_;

 private:
  constexpr Pass& pass() noexcept { return static_cast<Pass&>(*this); }
  template <class Hook> static constexpr const Augmentation* augmentation_in(const Hook& hook) noexcept {
    if constexpr (is_augmentation<Hook>) return &hook;
    else return nullptr;
  }
  template <class Hook>
  static constexpr void add_average(const Hook& hook, EMA<Net>** averages, std::size_t& next) noexcept {
    if constexpr (UpdatesAverage<Hook, Net>) averages[next++] = &hook.average();
  }
  /// This training for a hook that keeps it.
  template <class... Hooks> constexpr auto training(const Hooks&... hooks) noexcept {
    const Augmentation* augmentation = nullptr;
    ((augmentation = augmentation == nullptr ? augmentation_in(hooks) : augmentation), ...);
    std::array<EMA<Net>*, (std::size_t{0} + ... + UpdatesAverage<Hooks, Net>)> averages{};
    [[maybe_unused]] std::size_t next = 0;
    (add_average(hooks, averages.data(), next), ...);
    return FitTraining<Net, View, LossType, Formula, averages.size()>{net_,
                                                                      optimizer_,
                                                                      engine_,
                                                                      progress_,
                                                                      last_good_,
                                                                      best_,
                                                                      history_.epochs,
                                                                      formula_,
                                                                      loss_,
                                                                      options_,
                                                                      augmentation,
                                                                      averages,
                                                                      sizes_,
                                                                      metric_names<T, Hooks...>.data(),
                                                                      metrics_among<T, Hooks...>};
  }
  template <class Hook, class... Hooks> constexpr void begin_keeping(const Hook& hook, const Hooks&... hooks) {
    if constexpr (TrainingKeeper<Hook>) {
      hook.begin(training(hooks...));
      recorded_ = progress_.epoch;
    }
  }
  template <class Hook, class... Hooks> constexpr void keep(const Hook& hook, bool last, const Hooks&... hooks) {
    if constexpr (TrainingKeeper<Hook>) hook.after_epoch(training(hooks...), last);
  }
  constexpr Epoch& add_record(const EpochSums<T>& sums) {
    if (recorded_ == history_.epochs.size()) _detail::make_room(history_.epochs);
    const double targets = static_cast<double>(sizes_.targets);
    Epoch& record = history_.epochs[recorded_++];
    record.epoch = ++progress_.epoch;
    record.loss = sums.loss / sums.mean_over;
    record.rate = optimizer_.formula.rate;
    if constexpr (classifies)
      record.accuracy =
          static_cast<double>(sums.hits) / (targets * static_cast<double>(answers_a_sample<Net, LossType, Target>));
    if (options_.clip_norm > 0) record.gradient_norm = static_cast<double>(sums.largest_norm);
    return record;
  }
  /// Evaluates the validation data, if there are any, and the metrics among the hooks.
  template <class... Hooks> constexpr void measure(Epoch& record, Hooks&... hooks) {
    const bool validates = !options_.validation.empty();
    if (!validates && metrics_among<T, Hooks...> == 0) return;
    const Evaluation figures = pass().evaluate(validates ? options_.validation : pass().data(), hooks...);
    record.metrics = figures.metrics;
    if (!validates) return;
    record.validation_loss = figures.loss;
    record.validation_accuracy = figures.accuracy;
  }
  template <class... Hooks> constexpr void keep_best(const Epoch& record) {
    if (_detail::note_figure(progress_, record.epoch, _detail::watched_figure<T, Hooks...>(record, options_),
                             options_.min_delta) &&
        keeps_best_)
      best_ = net_;
  }
  constexpr void stop_early() {
    if (options_.patience > 0 && progress_.epochs_since_best >= options_.patience)
      history_.outcome = Outcome::stopped_early;
  }
  constexpr History restore(std::size_t epoch, std::size_t batch) {
    optimizer_.restart();  // its moments may not be finite
    history_.best_epoch = progress_.best_epoch;
    return _detail::restore_weights(net_, last_good_, divergence_error(epoch, batch, progress_.last_good_epoch),
                                    history_, recorded_);
  }

  Net &last_good_, &best_;
  Batches& batches_;
  History history_;
  std::size_t recorded_ = 0;  ///< epochs in use; history_ may hold more
  bool keeps_best_;
};

}  // namespace _detail
}  // namespace sinew
