#pragma once
/// \file
/// fit and evaluate for sequences: truncated back-propagation through time.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/net/batch.hpp>
#include <sinew/net/misuse.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/stream.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/loss/differentiate.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/data/batches.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/divergence.hpp>
#include <sinew/train/epoch_loop.hpp>
#include <sinew/train/evaluate.hpp>
#include <sinew/train/fit_options.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/hooks.hpp>
#include <sinew/train/metric.hpp>
#include <sinew/train/monitor.hpp>
#include <sinew/train/step.hpp>
#include <sinew/train/target.hpp>
#include <sinew/train/zero_weights.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The target of one step: that of a whole sequence, which counts for its last step, or an element of a range of them.
/// An array of bytes is a range of class indices; as an element it is one of pixels.
template <class Net, class Targets> inline constexpr bool one_for_a_sequence =
    TargetOf<Targets, typename Net::scalar, Net::output::size> && !PixelsOf<Targets, Net::output::size>;
template <class Net, class Targets> using target_of_step =
    std::conditional_t<one_for_a_sequence<Net, Targets>, Targets, std::remove_const_t<item_of<const Targets>>>;

/// The first mismatch of net and sequences, as a type; `nothing` if there is none.
template <class Net, class Data> consteval auto find_sequence_mistake() {
  using T = typename Net::scalar;
  constexpr std::size_t in = Net::input::size, out = Net::output::size;
  if constexpr (!std::is_same_v<one_output_mistake<Net, mistake::function::fit_on_sequences>, nothing>)
    return std::type_identity<one_output_mistake<Net, mistake::function::fit_on_sequences>>{};
  else if constexpr (std::is_same_v<view_of<Data>, nothing> || is_on_demand<view_of<Data>>)
    return std::type_identity<mistake::not_a_dataset<Data>>{};
  else {
    using Parts = parts_of<view_of<Data>>;
    using Inputs = typename Parts::input;
    using Targets = typename Parts::target;
    if constexpr (!InputSample<std::remove_const_t<item_of<const Inputs>>, T, in>)
      return std::type_identity<mistake::wrong_sequences<given<Inputs>, expected<std::vector<std::array<T, in>>>>>{};
    else if constexpr (!one_for_a_sequence<Net, Targets> && !TargetOf<target_of_step<Net, Targets>, T, out>)
      return std::type_identity<
          mistake::wrong_targets_of_sequences<given<Targets>, expected<std::vector<std::array<T, out>>>>>{};
    else return std::type_identity<nothing>{};
  }
}
template <class Net, class Data> using sequence_mistake_of =
    typename decltype(_detail::find_sequence_mistake<Net, Data>())::type;

[[noreturn, gnu::cold, gnu::noinline]] inline void no_steps(const char* what, std::size_t sequence) {
  fail(data_error(message("%s: sequence %zu has no steps, expected at least one", what, sequence).text, sequence));
}
[[noreturn, gnu::cold, gnu::noinline]] inline void unequal_steps(const char* what, std::size_t sequence,
                                                                 std::size_t steps, std::size_t targets) {
  fail(data_error(message("%s: sequence %zu has %s for %s, expected as many", what, sequence,
                          counted(targets, "target").text, counted(steps, "step").text)
                      .text,
                  sequence));
}
[[noreturn, gnu::cold, gnu::noinline]] inline void unknown_class_in(const char* what, std::size_t sequence,
                                                                    std::size_t step, long long found,
                                                                    std::size_t classes) {
  fail(data_error(message("%s: sequence %zu has class %lld in step %zu, expected 0 to %zu", what, sequence, found, step,
                          classes - 1)
                      .text,
                  sequence));
}

/// The target of step `step` of a sequence.
template <class Net, class Targets>
constexpr const target_of_step<Net, Targets>& target_at(const Targets& targets, std::size_t step) noexcept {
  if constexpr (one_for_a_sequence<Net, Targets>) return static_cast<void>(step), targets;
  else return std::data(targets)[step];
}
/// Throws data_error if the sequences are empty, or their targets do not match.
template <class Net, class Inputs, class Targets>
constexpr void check_sequences(DataView<Inputs, Targets> data, const char* what) {
  if (data.empty()) no_samples(what);
  if (data.targets.size() != data.size()) unequal_lengths(what, data.size(), data.targets.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    const std::size_t steps = std::size(data.inputs[i]);
    if (steps == 0) _detail::no_steps(what, i);
    if constexpr (!one_for_a_sequence<Net, Targets>)
      if (std::size(data.targets[i]) != steps) _detail::unequal_steps(what, i, steps, std::size(data.targets[i]));
    if constexpr (is_weighted<target_of_step<Net, Targets>>)
      for (std::size_t t = one_for_a_sequence<Net, Targets> ? steps - 1 : 0; t < steps; ++t) {
        const double weight = _detail::target_at<Net>(data.targets[i], t).weight;
        if (!_detail::is_weight(weight)) _detail::bad_weight(what, i, weight);
      }
    if constexpr (ClassIndex<target_of_step<Net, Targets>>)
      for (std::size_t t = one_for_a_sequence<Net, Targets> ? steps - 1 : 0; t < steps; ++t) {
        const auto found = static_cast<long long>(_detail::plain(_detail::target_at<Net>(data.targets[i], t)));
        constexpr std::size_t classes = classes_of<Net::output::size>;
        if (found < 0 || static_cast<unsigned long long>(found) >= classes)
          _detail::unknown_class_in(what, i, t, found, classes);
      }
  }
}

/// The blocks of Steps steps that Streams streams make of sequences, in the order given: a stream whose sequence has
/// ended goes on with the next one, from rest. Rows beyond the end of a sequence repeat its last step; they do not
/// count.
template <class Net, std::size_t Streams, std::size_t Steps, class View> class SequenceBlocks {
  using T = typename Net::scalar;
  using Targets = typename parts_of<View>::target;
  using Target = target_of_step<Net, Targets>;
  static constexpr std::size_t in = Net::input::size, out = Net::output::size;
  static constexpr bool last_step_counts = one_for_a_sequence<Net, Targets>;

 public:
  /// The rows of the block that count, their targets, and where these are from.
  struct block {
    std::array<std::size_t, Streams * Steps> rows{}, sequence{}, step{};
    std::array<T, Streams * Steps * out> targets{};
    std::array<double, is_weighted<Target> ? Streams * Steps : 1> weights{};
    std::size_t count = 0;
  };

  constexpr SequenceBlocks(View data, const std::size_t* order) noexcept : data_{data}, order_{order} {}

  /// Reads the next block; sets streams that begin a sequence to rest. Returns false if no steps are left.
  constexpr bool next(T* x, Stream<Net, Streams>& stream, block& b) noexcept {
    bool any = false;
    for (std::size_t s = 0; s < Streams; ++s) {
      place& p = places_[s];
      if (p.at == p.length && next_ < data_.size()) {
        const std::size_t sequence = order_ == nullptr ? next_ : order_[next_];
        p = {sequence, 0, std::size(data_.inputs[sequence])};
        stream.reset(s);
        ++next_;
      }
      p.steps = min_of(Steps, p.length - p.at);
      any = any || p.steps > 0;
      for (std::size_t t = 0; t < Steps; ++t) {
        T* const to = x + (t * Streams + s) * in;
        if (t < p.steps) read_sample<T, in>(std::data(data_.inputs[p.sequence])[p.at + t], to);
        else if (t > 0) {
          const T* const last = to - Streams * in;
          for (std::size_t i = 0; i < in; ++i) to[i] = last[i];
        }
      }
    }
    b.count = 0;
    for (std::size_t row = 0; row < Streams * Steps; ++row) {
      const std::size_t t = row / Streams;
      const place& p = places_[row % Streams];
      if (t >= p.steps || (last_step_counts && p.at + t + 1 < p.length)) continue;
      b.rows[b.count] = row;
      b.sequence[b.count] = p.sequence;
      b.step[b.count] = p.at + t;
      const Target& target = _detail::target_at<Net>(data_.targets[p.sequence], p.at + t);
      write_target<typename Net::activation, T, out>(target, b.targets.data() + b.count * out);
      if constexpr (is_weighted<Target>) b.weights[b.count] = target.weight;
      ++b.count;
    }
    for (place& p : places_) p.at += p.steps;
    return any;
  }

 private:
  struct place {
    std::size_t sequence = 0, at = 0, length = 0, steps = 0;
  };
  View data_;
  const std::size_t* order_;  // nullptr: 0, 1, …
  std::size_t next_ = 0;
  std::array<place, Streams> places_{};
};

/// Memory for the loss of the rows that count.
template <class Net, std::size_t Rows> struct LossMemory {
  alignas(line_bytes) std::array<typename Net::scalar, Rows * Net::output::size> y{}, dy{};
};
/// The mean loss of the rows that count, which divides by `divisor`; with dy, its gradient, 0 in the other rows.
template <class Net, class Target, class L, class Block, std::size_t Rows>
constexpr typename Net::scalar differentiate_rows(const L& loss, const Block& b, const typename Net::scalar* y,
                                                  typename Net::scalar* dy, typename Net::scalar divisor,
                                                  LossMemory<Net, Rows>& memory) noexcept {
  using T = typename Net::scalar;
  constexpr std::size_t out = Net::output::size;
  const auto differentiate = [&](const T* from, T* to) {
    if constexpr (is_weighted<Target>)
      return _detail::differentiate_weighted<out>(loss, from, b.targets.data(), to, b.count, divisor,
                                                  [&](std::size_t row) { return b.weights[row]; });
    else return _detail::differentiate<out>(loss, from, b.targets.data(), to, b.count, divisor);
  };
  if (b.count == Rows) return differentiate(y, dy);
  for (std::size_t i = 0; i < b.count * out; ++i) memory.y[i] = y[b.rows[i / out] * out + i % out];
  const T value = differentiate(memory.y.data(), dy == nullptr ? nullptr : memory.dy.data());
  if (dy == nullptr) return value;
  for (std::size_t i = 0; i < Rows * out; ++i) dy[i] = T(0);
  for (std::size_t i = 0; i < b.count * out; ++i) dy[b.rows[i / out] * out + i % out] = memory.dy[i];
  return value;
}
/// How many of the rows that count are right.
template <class Net, class L, class Block, class View>
constexpr std::size_t right_rows(const Block& b, const typename Net::scalar* y, const View& data) noexcept {
  std::size_t right = 0;
  for (std::size_t i = 0; i < b.count; ++i)
    right += _detail::right_answers<Net, L>(y + b.rows[i] * Net::output::size,
                                            _detail::target_at<Net>(data.targets[b.sequence[i]], b.step[i]));
  return right;
}

/// What a pass over sequences needs besides a workspace.
template <class Net, std::size_t Streams, std::size_t Steps, class View> struct SequenceMemory {
  Stream<Net, Streams> stream{};
  typename SequenceBlocks<Net, Streams, Steps, View>::block block{};
  LossMemory<Net, Streams * Steps> loss{};
};

/// The loop of evaluate(), in the caller's memory.
template <std::size_t Streams, std::size_t Steps, class Net, class W, class View, class L, class... Metrics>
constexpr Evaluation evaluate_sequences_in(W& w, SequenceMemory<Net, Streams, Steps, View>& memory, auto& net,
                                           View data, const L& loss, Metrics&... metrics) {
  using T = typename Net::scalar;
  constexpr std::size_t out = Net::output::size;
  using Target = target_of_step<Net, typename parts_of<View>::target>;
  SequenceBlocks<Net, Streams, Steps, View> blocks(data, nullptr);
  auto& b = memory.block;
  double total = 0, mean_over = 0;
  std::size_t rows = 0, hits = 0;
  (_detail::begin_metric<T>(metrics, _detail::answers_of<Net, L, Target>()), ...);
  while (blocks.next(w.x().data, memory.stream, b)) {
    net.forward(w, memory.stream);
    if (b.count == 0) continue;
    const auto divisor = _detail::count_of<Net::output::size>(loss, b.targets.data(), b.count);
    total += static_cast<double>(_detail::differentiate_rows<Net, Target>(
                 loss, b, w.y().data, static_cast<typename Net::scalar*>(nullptr), divisor, memory.loss)) *
             static_cast<double>(divisor);
    mean_over += static_cast<double>(divisor);
    rows += b.count;
    if constexpr (measures_accuracy<Net, L, Target>) hits += _detail::right_rows<Net, L>(b, w.y().data, data);
    if constexpr (0 < metrics_among<T, Metrics...>)
      for (std::size_t i = 0; i < b.count; ++i)
        (_detail::add_to_metric<T>(metrics, {w.y().data + b.rows[i] * out, out}, {b.targets.data() + i * out, out}),
         ...);
  }
  const double n = static_cast<double>(rows), answers = n * static_cast<double>(answers_a_sample<Net, L, Target>);
  Evaluation found{total / mean_over, not_measured};
  if constexpr (measures_accuracy<Net, L, Target>)
    if (_detail::is_finite(total)) found.accuracy = static_cast<double>(hits) / answers;
  if constexpr (0 < metrics_among<T, Metrics...>) found.metrics = _detail::values_of<T>(metrics...);
  return found;
}

/// All memory of fit() for sequences but their order and what a Trainer remembers.
template <class Net, std::size_t Streams, std::size_t Steps, class View> struct SequenceFitMemory {
  Workspace<Net, Streams, Mode::training, Steps> w{};
  [[no_unique_address]] std::conditional_t<infers_as_it_trains<Net>, nothing,
                                           Workspace<Net, Streams, Mode::inference, Steps>>
      validation{};
  SequenceMemory<Net, Streams, Steps, View> memory{};
};

/// One call of fit() or Trainer::fit() for sequences: what its blocks and steps use. The caller owns the state and the
/// memory.
template <std::size_t Streams, std::size_t Steps, class Net, class View, class LossType, class Formula>
class SequenceFit : public EpochLoop<SequenceFit<Streams, Steps, Net, View, LossType, Formula>, Net, View,
                                     target_of_step<Net, typename parts_of<View>::target>, LossType, Formula> {
  using Target = target_of_step<Net, typename parts_of<View>::target>;
  using Loop = EpochLoop<SequenceFit, Net, View, Target, LossType, Formula>;
  friend Loop;
  using Loop::classifies, Loop::net_, Loop::loss_, Loop::formula_, Loop::options_, Loop::optimizer_, Loop::engine_,
      Loop::progress_, Loop::sizes_;
  using typename Loop::T;

 public:
  /// `state` is a FitState or a TrainingState; `order` is that of the sequences.
  template <class State>
  constexpr SequenceFit(Net& net, State& state, SequenceFitMemory<Net, Streams, Steps, View>& parts, Batches& order,
                        View data, const LossType& loss, const Formula& formula, const FitOptions<View>& options)
      : Loop(net, state, order, loss, formula, options, {Streams, Steps, data.size(), targets_in(data)}),
        parts_{parts},
        data_{data},
        order_{order.order().data()} {}

 private:
  static constexpr std::size_t targets_in(View data) noexcept {
    if constexpr (one_for_a_sequence<Net, typename parts_of<View>::target>) return data.size();
    std::size_t targets = 0;
    for (std::size_t i = 0; i < data.size(); ++i) targets += std::size(data.inputs[i]);
    return targets;
  }
  /// Trains on all blocks once. Returns the block (1, 2, …) in which training diverged, or 0.
  template <class... Hooks> constexpr std::size_t train_epoch(EpochSums<T>& sums, Hooks&... hooks) {
    auto& w = parts_.w;
    auto& memory = parts_.memory;
    auto& b = memory.block;
    SequenceBlocks<Net, Streams, Steps, View> blocks(data_, order_);
    std::size_t done = 0;
    std::size_t in_step = 0;  // blocks of the step so far
    T divisor_of_step{};      // what their means divide by, added up
    double loss_of_step = 0;  // the sum of their losses
    constexpr T rows_of_block = static_cast<T>(Streams * Steps);
    const T clip_norm = static_cast<T>(options_.clip_norm);
    const auto end_step = [&](T norm) {
      sums.largest_norm = max_of(sums.largest_norm, norm);
      const bool goes_on = Loop::after_step(loss_of_step / static_cast<double>(divisor_of_step), norm, hooks...);
      in_step = 0;
      divisor_of_step = T(0);
      loss_of_step = 0;
      return goes_on;
    };
    block_count_ = 0;
    while (blocks.next(w.x().data, memory.stream, b)) {
      ++block_count_;
      net_.forward(w, memory.stream, engine_);
      if (b.count == 0) continue;  // of sequences that go on
      const double passed =
          static_cast<double>(progress_.epoch) + static_cast<double>(done) / static_cast<double>(sizes_.targets);
      if (in_step == 0) optimizer_.formula.rate = formula_.rate * options_.schedule(passed);
      const T divisor = _detail::count_of<Net::output::size>(loss_, b.targets.data(), b.count),
              loss = _detail::differentiate_rows<Net, Target>(loss_, b, w.y().data, w.dy().data, divisor, memory.loss);
      if (!_detail::is_finite(loss)) return block_count_;
      if (done == 0) Loop::keep_good_weights();
      if constexpr (classifies) sums.hits += _detail::right_rows<Net, LossType>(b, w.y().data, data_);
      // How much the rows of the step count is known after its last block: until then gradients are those of full
      // blocks.
      divisor_of_step += divisor;
      loss_of_step += static_cast<double>(loss) * static_cast<double>(divisor);
      const bool alone = options_.accumulate == 1, last = ++in_step == options_.accumulate;
      const T norm =
          _detail::descend_part<LossType>(net_, w, optimizer_, clip_norm,
                                          {.first = in_step == 1,
                                           .last = last,
                                           .share = alone ? T(1) : divisor / rows_of_block,
                                           .whole = alone ? T(1) : _detail::share_of(rows_of_block, divisor_of_step)});
      sums.loss += static_cast<double>(loss) * static_cast<double>(divisor);
      sums.mean_over += static_cast<double>(divisor);
      done += b.count;
      if (last && !end_step(norm)) break;
    }
    if (in_step > 0)
      end_step(_detail::step_of_parts(net_, optimizer_, clip_norm, _detail::share_of(rows_of_block, divisor_of_step)));
    return __builtin_is_constant_evaluated() || _detail::has_finite_parameters(net_) ? 0 : block_count_;
  }
  constexpr std::size_t batch_count() const noexcept { return block_count_; }
  constexpr View data() const noexcept { return data_; }
  template <class... Hooks> constexpr Evaluation evaluate(const View& data, Hooks&... hooks) {
    if constexpr (infers_as_it_trains<Net>)
      return _detail::evaluate_sequences_in<Streams, Steps, Net>(parts_.w, parts_.memory, net_, data, loss_, hooks...);
    else
      return _detail::evaluate_sequences_in<Streams, Steps, Net>(parts_.validation, parts_.memory, net_, data, loss_,
                                                                 hooks...);
  }

  SequenceFitMemory<Net, Streams, Steps, View>& parts_;
  View data_;
  const std::size_t* order_;
  std::size_t block_count_ = 0;  ///< of the epoch so far
};

/// Throws the error of the first wrong argument of a training on sequences.
template <class Net, class View, class LossType, class... Hooks>
constexpr void check_sequence_training(const char* what, const char* validation, View data, const LossType& loss,
                                       double rate, const FitOptions<View>& options, const Hooks&... hooks) {
  _detail::check_sequences<Net>(data, what);
  _detail::check_loss(loss, what);
  _detail::check_not_negative(rate, "the optimizer's rate", what);
  _detail::check_not_negative(options.clip_norm, "clip_norm", what);
  if (options.accumulate == 0) _detail::refuse_option(what, "accumulate is 0, expected at least 1");
  if (!options.validation.empty()) _detail::check_sequences<Net>(options.validation, validation);
  using Target = target_of_step<Net, typename parts_of<View>::target>;
  _detail::check_monitor<typename Net::scalar, measures_accuracy<Net, LossType, Target>, Hooks...>(what,
                                                                                                   options.monitor);
  (_detail::check_hook(hooks), ...);
}

/// The target type of sequences for Net, or `nothing` if they are wrong.
template <class Net, class Data> consteval auto sequence_target() {
  if constexpr (!std::is_same_v<sequence_mistake_of<Net, Data>, nothing>) return std::type_identity<nothing>{};
  else return std::type_identity<target_of_step<Net, typename parts_of<view_of<Data>>::target>>{};
}
template <class Net, class Data> using sequence_target_in =
    typename decltype(_detail::sequence_target<Net, Data>())::type;
/// The first mistake in the arguments of fit() for sequences.
template <std::size_t Streams, std::size_t Steps, class Net, class Data, class LossType, class Formula, class... Hooks>
using sequence_fit_mistake_of =
    typename first_of<batch_mistake<Streams * Steps>, sequence_mistake_of<Net, Data>, loss_mistake_of<Net, LossType>,
                      optimizer_mistake_for<Formula, Net>,
                      typename decltype(_detail::callback_mistake<typename Net::scalar, Hooks>())::type...,
                      hooks_mistake_of<Hooks...>,
                      metric_hooks_mistake_of<Net, LossType, sequence_target_in<Net, Data>, Hooks...>,
                      training_mistake_of<Net, Streams * Steps>>::type;

}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

/// Trains the net on sequences, Streams of them side by side, by truncated back-propagation through time: gradients
/// flow through blocks of Steps steps, and what layers with state keep goes on from block to block.
///
///     std::vector<std::vector<std::array<float, 1>>> inputs, targets;   // of each sequence, of any lengths
///     fit<16, 64>(net, DataView(inputs, targets), MSE{}, Adam{.rate = 0.002}, {.epochs = 20}, callbacks...);
///
/// An element of the data is a contiguous range of samples, one for each step. Its target is a range of as many targets
/// (train/target.hpp), or a single one, which counts for the last step (many to one).
/// Each stream begins a sequence at rest, and goes on with the next one where it ends, in the order of the sequences,
/// which `shuffle` changes in every epoch. One optimizer step is made for each block, along the mean over the steps in
/// it that have a target. A block's rows beyond the end of a sequence repeat its last step and do not count; layers
/// that mix samples (BatchNorm) see them. A long recording is cut into Streams sequences or more, so that all streams
/// have work. `options`, `loss`, `optimizer` and callbacks are those of fit() for samples; the losses of an Epoch are
/// means over the steps that count, its gradient_norm and rate those of blocks, its metrics those of the steps that
/// count. A TrainingStep is a block. A Checkpoint keeps the training in a file; there is no Augmentation. Equal seed,
/// data and build give bit-identical weights. Memory is allocated before the first epoch only.
/// Errors: data_error if there are no sequences, or one has no steps, another number of targets than steps, or a class
/// that the net does not have (`sample` is the index of the sequence); option_error, initialization_error and
/// divergence_error as fit() for samples.
/// Misuse: `mistake::wrong_sequences`, `mistake::wrong_targets_of_sequences`, and those of fit() for samples.
/// Source: Williams, Peng, "An efficient gradient-based algorithm for on-line training of recurrent network
/// trajectories", Neural Computation 2 (1990).
template <std::size_t Streams, std::size_t Steps, class T, class... L, class Data, class LossType, class Formula,
          class... Hooks>
constexpr History fit(BasicNet<T, L...>& net, const Data& data, const LossType& loss, const Formula& optimizer,
                      const FitOptions<_detail::view_of<Data>>& options = {}, Hooks&&... hooks) {
  using Net = BasicNet<T, L...>;
  using Mistake = _detail::sequence_fit_mistake_of<Streams, Steps, Net, Data, LossType, Formula, Hooks...>;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else {
    using View = _detail::view_of<Data>;
    const View view(data);
    _detail::check_sequence_training<Net>("fit", "fit, validation data", view, loss, optimizer.rate, options, hooks...);
    if constexpr (_detail::keepers<Hooks...> == 0) {  // they may have other weights
      const std::size_t stuck = _detail::stuck_layer(net);
      if (stuck < Net::layers::depth) _detail::all_weights_are_0_call_initialize_first("fit", stuck);
    }
    _detail::on_heap<_detail::FitState<Net, Formula>> state;
    _detail::on_heap<_detail::SequenceFitMemory<Net, Streams, Steps, View>> memory;
    state.value.engine = Engine(options.seed);
    Batches order(view.size(), 1);
    History history = _detail::SequenceFit<Streams, Steps, Net, View, LossType, Formula>(
                          net, state.value, memory.value, order, view, loss, optimizer, options)
                          .run(hooks...);
    if ((options.patience > 0 || options.keep_best) && history.best_epoch > 0 && history.outcome != Outcome::diverged)
      net = state.value.best;
    return history;
  }
}

/// Mean loss, accuracy and metrics of the net on sequences, over the steps that have a target, in the order in which
/// fit<Streams, Steps>() reads them. It allocates a workspace.
/// Errors: data_error and option_error, as fit<Streams, Steps>(). Misuse: as evaluate() of samples.
template <std::size_t Streams, std::size_t Steps, class T, class... L, class Data, class LossType, class... Metrics>
[[nodiscard]] constexpr Evaluation evaluate(const BasicNet<T, L...>& net, const Data& data, const LossType& loss,
                                            Metrics&&... metrics) {
  using Net = BasicNet<T, L...>;
  using Mistake = typename _detail::first_of<
      _detail::batch_mistake<Streams * Steps>, _detail::sequence_mistake_of<Net, Data>,
      _detail::loss_mistake_of<Net, LossType>,
      typename decltype(_detail::evaluated_metrics_mistake<Net, LossType, _detail::sequence_target_in<Net, Data>,
                                                           Metrics...>())::type>::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else {
    using View = _detail::view_of<Data>;
    const View view(data);
    _detail::check_sequences<Net>(view, "evaluate");
    _detail::check_loss(loss, "evaluate");
    _detail::on_heap<Workspace<Net, Streams, Mode::inference, Steps>> w;
    _detail::on_heap<_detail::SequenceMemory<Net, Streams, Steps, View>> memory;
    return _detail::evaluate_sequences_in<Streams, Steps, Net>(w.value, memory.value, net, view, loss, metrics...);
  }
}

}  // namespace sinew
