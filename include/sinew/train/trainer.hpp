#pragma once
/// \file
/// Trainer: a training that lasts, so that it can be run in parts.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/net/net.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/data/batches.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/fit.hpp>
#include <sinew/train/fit_misuse.hpp>
#include <sinew/train/fit_sequences.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/micro_batch.hpp>
#include <sinew/train/training_state.hpp>
#include <sinew/train/zero_weights.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// The scratch memory of a Trainer, whose type depends on the batch size of its last call.
struct TrainerMemory {
  std::size_t batch;
  void (*destroy)(TrainerMemory*);
};
template <class Net, std::size_t Batch> struct TrainerMemoryOf : TrainerMemory {
  Batches batches;
  FitMemory<Net, micro_batch<Net, Batch>()> parts{};

  constexpr explicit TrainerMemoryOf(std::size_t samples)
      : TrainerMemory{Batch, [](TrainerMemory* memory) { delete static_cast<TrainerMemoryOf*>(memory); }},
        batches(samples, Batch) {}
};

template <class Net, class Formula> using trainer_mistake_of = typename first_of<
    std::conditional_t<is_net<std::remove_cv_t<Net>>, nothing, mistake::not_a_net<std::remove_cv_t<Net>>>,
    std::conditional_t<std::is_const_v<Net>, mistake::training_needs_a_net_to_change<Net>, nothing>,
    optimizer_mistake_for<Formula, std::remove_cv_t<Net>>>::type;
/// A hook that is for the function fit() alone.
template <class... Hooks> using trainer_hooks_mistake_of =
    std::conditional_t<keepers<Hooks...> == 0, nothing,
                       mistake::checkpoint_of_a_trainer<given<std::remove_cvref_t<Hooks>...>>>;
}  // namespace _detail

/// A training of one net by one optimizer. It goes on where its last call ended:
///
///     Trainer trainer(net, Adam{.rate = 1e-3});
///     while (trainer.epochs() < 100 && goes_well())
///       trainer.fit<32>(train, CrossEntropy{}, {.epochs = 1, .validation = test});
///
/// Calls with the same data, batch size and options equal one call, or one call of the function fit(), with the sum of
/// their epochs, bit for bit: moments, count of steps, time of the schedule, random numbers (order of samples, Dropout,
/// augmentation), best weights and patience go on. fit() is a Trainer for one call. Between calls everything may
/// change: the data, their number, the batch size and the loss. The best loss is then that of other data: call
/// forget_best(). The options: `epochs` are those of the call, `schedule` counts time from the beginning of the
/// training, and another `seed` than in the call before starts the random numbers anew. Another `monitor` needs
/// forget_best(). The hyper-parameters, as in
/// `trainer.formula().rate *= 0.1`, also in a callback; they apply from the next epoch. The net, whose weights the next
/// call takes as they are.
///
/// With `patience` or `keep_best` the net has the best weights between calls, as after fit(), and the next call goes on
/// from the last ones, unless the net was changed or restore_best() was called. Once patience has run out, calls train
/// nothing and return Outcome::stopped_early, until they have more patience or forget_best() is called.
/// save_checkpoint(trainer, path) keeps the training in a file, also from within a callback; load_checkpoint goes on
/// from it (io/checkpoint.hpp).
/// After a divergence_error the net has its last good weights, and the optimizer's moments and steps begin at 0: the
/// training can go on at a lower rate.
/// Memory: a gradient, the optimizer's slots, three copies of the net and a workspace, all on the heap.
/// The constructor allocates the state; fit() allocates the workspace in its first call and where the batch size or the
/// number of samples changes, and in each call the History that it returns.
/// The net must outlive the Trainer. A Trainer cannot be copied or moved.
/// Misuse: a temporary or const net → `mistake::training_needs_a_net_to_change`; something other than a net, or than an
/// optimizer → `mistake::not_a_net`, `mistake::not_an_optimizer`, `mistake::optimizer_lacks`; a Checkpoint →
/// `mistake::checkpoint_of_a_trainer`.
/// PyTorch: an optimizer, a scheduler and a generator together, with the loop over them.
template <class Net, class Formula> class Trainer {
 public:
  using State = TrainingState<Net, Formula>;  ///< what it remembers

  /// A training of `net` that begins with its first call of fit().
  constexpr explicit Trainer(Net& net, const Formula& optimizer = {}) : net_{net} { state_.value.formula = optimizer; }
  /// Catches a temporary net.
  constexpr explicit Trainer(Net&& net, const Formula& = {}) : net_{net} {
    decltype(mistake::tell(mistake::of<mistake::training_needs_a_net_to_change<Net>>)){};
  }
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;
  constexpr ~Trainer() { release(); }

  /// Trains for options.epochs more epochs on mini-batches of Batch samples. Parameters, errors and cost are those of
  /// the function fit(), without the net and the optimizer. Returns the epochs of this call; their numbers go on.
  /// Misuse: as fit().
  template <std::size_t Batch = 32, class Data, class LossType, class... Hooks>
  constexpr History fit(const Data& data, const LossType& loss, const FitOptions<_detail::view_of<Data>>& options = {},
                        Hooks&&... hooks) {
    using Mistake = typename _detail::first_of<_detail::fit_mistake_of<Batch, Net, Data, LossType, Formula, Hooks...>,
                                               _detail::trainer_hooks_mistake_of<Hooks...>>::type;
    if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
      decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
      return {};
    } else if constexpr (!std::is_same_v<_detail::training_mistake_of<Net, Batch>, mistake::nothing>) {
      decltype(mistake::tell(mistake::of<_detail::training_mistake_of<Net, Batch>>, mistake::of<Net>)){};
      return {};
    } else {
      const _detail::view_of<Data> view(data);
      _detail::check_training<Net, Batch>("Trainer::fit", "Trainer::fit, validation data", view, loss, formula().rate,
                                          options, hooks...);
      return run(options, [&](State& state) {
        auto& memory = memory_for<Batch>(view.size());
        return _detail::FitRun<Batch, Net, _detail::view_of<Data>, LossType, Formula>(
                   net_, state, memory.parts, memory.batches, view, loss, state.formula, options)
            .run(hooks...);
      });
    }
  }
  /// Trains for options.epochs more epochs on sequences, as the function fit<Streams, Steps>() does. A training in
  /// parts is, to the bit, the same as in one call. Each call allocates its workspace.
  /// Misuse: as fit<Streams, Steps>().
  template <std::size_t Streams, std::size_t Steps, class Data, class LossType, class... Hooks>
  constexpr History fit(const Data& data, const LossType& loss, const FitOptions<_detail::view_of<Data>>& options = {},
                        Hooks&&... hooks) {
    using Mistake = typename _detail::first_of<
        _detail::sequence_fit_mistake_of<Streams, Steps, Net, Data, LossType, Formula, Hooks...>,
        _detail::trainer_hooks_mistake_of<Hooks...>>::type;
    if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
      decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
      return {};
    } else {
      using View = _detail::view_of<Data>;
      const View view(data);
      _detail::check_sequence_training<Net>("Trainer::fit", "Trainer::fit, validation data", view, loss, formula().rate,
                                            options, hooks...);
      return run(options, [&](State& state) {
        _detail::on_heap<_detail::SequenceFitMemory<Net, Streams, Steps, View>> memory;
        Batches order(view.size(), 1);
        return _detail::SequenceFit<Streams, Steps, Net, View, LossType, Formula>(net_, state, memory.value, order,
                                                                                  view, loss, state.formula, options)
            .run(hooks...);
      });
    }
  }
  /// Catches a call without data or loss.
  template <std::size_t Batch = 32, class... Rest>
  requires(sizeof...(Rest) < 2) constexpr History fit(const Rest&...) {
    decltype(mistake::tell(
        mistake::of<mistake::trainer_needs_data_and_loss<
            mistake::given<Rest...>,
            mistake::expected<DataView<std::array<typename Net::scalar, Net::input::size>, int>, MSE>>>,
        mistake::of<Net>)){};
    return {};
  }
  /// Catches options of another type.
  template <std::size_t Batch = 32, class Data, class LossType, class Options, class... Hooks>
  requires(!std::is_convertible_v<const Options&, const FitOptions<_detail::view_of<Data>>&>) constexpr History
      fit(const Data&, const LossType&, const Options&, Hooks&&...) {
    using Mistake = typename _detail::first_of<
        _detail::fit_data_mistake_of<Net, Data>, _detail::loss_mistake_of<Net, LossType>,
        mistake::wrong_fit_options<mistake::given<Options>,
                                   mistake::expected<FitOptions<_detail::view_of<Data>>>>>::type;
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  }

  /// Catches options that are misspelt, foreign or of another type (train/fit_misuse.hpp). A Trainer that is not
  /// volatile prefers the other overloads, so that sound calls never get here.
  template <std::size_t Batch = 32, class Data, class LossType, class... Hooks>
  constexpr History fit(const Data&, const LossType&,
                        const _detail::option_names<_detail::no_option, _detail::an_option, _detail::view_of<Data>>&,
                        Hooks&&...) volatile {
    return {};
  }
  /// Catches options in place of the loss.
  template <std::size_t Batch = 32, class Data> constexpr History fit(const Data&, const _detail::any_options&) {
    decltype(mistake::tell(
        mistake::of<mistake::trainer_needs_data_and_loss<
            mistake::given<Data>,
            mistake::expected<DataView<std::array<typename Net::scalar, Net::input::size>, int>, MSE>>>,
        mistake::of<Net>)){};
    return {};
  }
  /// Catches an optimizer before the options, as the function fit() takes it.
  template <std::size_t Batch = 32, class Data, class LossType, OptimizerFormula Other, class... Hooks>
  constexpr History fit(const Data&, const LossType&, const Other&, const _detail::any_options&, Hooks&&...) {
    decltype(mistake::tell(
        mistake::of<mistake::wrong_fit_options<mistake::given<Other>,
                                               mistake::expected<FitOptions<_detail::view_of<Data>>>>>)){};
    return {};
  }

  /// The net that is trained.
  [[nodiscard]] constexpr Net& net() noexcept { return net_; }
  /// The same of a const Trainer, to read.
  [[nodiscard]] constexpr const Net& net() const noexcept { return net_; }
  /// Whether the net has the best weights and the next call goes on from state().last: see patience.
  [[nodiscard]] constexpr bool shows_best() const noexcept {
    return state_.value.shows_best && same_weights(net_, state_.value.best);
  }
  /// The number of epochs that all calls have completed.
  [[nodiscard]] constexpr std::size_t epochs() const noexcept { return state_.value.progress.epoch; }
  /// The hyper-parameters. A change applies from the next epoch.
  constexpr Formula& formula() noexcept { return state_.value.formula; }
  /// The same for a const Trainer.
  [[nodiscard]] constexpr const Formula& formula() const noexcept { return state_.value.formula; }
  /// The net with the weights of the best epoch so far: that of the lowest validation loss, or training loss without
  /// validation data.
  /// Errors: history_error if no loss was finite so far.
  [[nodiscard]] constexpr const Net& best() const {
    if (state_.value.progress.best_epoch == 0) _detail::history_lacks_the_best_epoch(0, 0, 0);
    return state_.value.best;
  }
  /// Gives the net the best weights. The next call goes on from them, with the moments that it has.
  /// Errors: as best().
  constexpr void restore_best() {
    net_ = best();
    state_.value.shows_best = false;
  }
  /// Forgets the best loss and its weights, and begins to count patience at 0: for losses that can no longer be
  /// compared with those before, because the data or the loss are others.
  constexpr void forget_best() noexcept {
    TrainingProgress& progress = state_.value.progress;
    progress = {.epoch = progress.epoch, .last_good_epoch = progress.last_good_epoch};
  }
  /// Everything that the training remembers besides the net. save_checkpoint() and load_checkpoint()
  /// (io/checkpoint.hpp) store both and go on in another run of the program.
  constexpr State& state() noexcept { return state_.value; }
  /// The same for a const Trainer.
  [[nodiscard]] constexpr const State& state() const noexcept { return state_.value; }

 private:
  /// One call of fit(): what goes on from the call before, and what the next one needs.
  template <class Options, class Call> constexpr History run(const Options& options, Call&& call) {
    State& state = state_.value;
    const bool resumes = shows_best();
    if (resumes) net_ = state.last;
    state.shows_best = false;
    const std::size_t stuck = _detail::stuck_layer(net_);
    if (stuck < Net::layers::depth) _detail::all_weights_are_0_call_initialize_first("Trainer::fit", stuck);
    if (options.seed != state.seed) {
      state.seed = options.seed;
      state.engine = Engine(options.seed);
    }
    History history = call(state);
    const bool trained = !history.epochs.empty() || history.outcome == Outcome::stopped_by_user;
    if ((options.patience > 0 || options.keep_best) && history.best_epoch > 0 && history.outcome != Outcome::diverged &&
        (resumes || trained || same_weights(net_, state.last))) {
      state.last = net_;
      net_ = state.best;
      state.shows_best = true;
    }
    return history;
  }
  static constexpr bool same_weights(const Net& a, const Net& b) noexcept {
    bool same = a.parameters == b.parameters;
    if constexpr (Net::layers::buffers > 0) same = same && a.buffers == b.buffers;
    return same;
  }
  template <std::size_t Batch> constexpr auto& memory_for(std::size_t samples) {
    using Memory = _detail::TrainerMemoryOf<Net, Batch>;
    if (memory_ == nullptr || memory_->batch != Batch || static_cast<Memory*>(memory_)->batches.samples() != samples) {
      release();
      memory_ = new Memory(samples);
    }
    return *static_cast<Memory*>(memory_);
  }
  constexpr void release() {
    if (memory_ != nullptr) memory_->destroy(memory_);
    memory_ = nullptr;
  }

  Net& net_;
  _detail::on_heap<State> state_;
  _detail::TrainerMemory* memory_ = nullptr;
};

// Misuse: the net or the optimizer is none. All members exist, so that no further errors follow from the mistake.
template <class Net, class Formula>
requires(!std::is_same_v<_detail::trainer_mistake_of<Net, Formula>, mistake::nothing>) class Trainer<Net, Formula>
    : public decltype(mistake::tell(mistake::of<_detail::trainer_mistake_of<Net, Formula>>)) {
 public:
  constexpr explicit Trainer(const Net&, const Formula& = {}) noexcept {}
  template <std::size_t Batch = 32, class Data, class LossType, class... Hooks>
  constexpr History fit(const Data&, const LossType&, const FitOptions<_detail::view_of<Data>>& = {}, Hooks&&...) {
    return {};
  }
  [[nodiscard]] constexpr std::size_t epochs() const noexcept { return 0; }
  constexpr Formula formula() const noexcept { return {}; }
  constexpr void restore_best() const noexcept {}
  constexpr void forget_best() const noexcept {}
};

}  // namespace sinew
