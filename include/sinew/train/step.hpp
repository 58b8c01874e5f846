#pragma once
/// \file
/// train_step: one training step on the samples in a workspace, and its parts. fit() is a loop around them.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/effects.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/memory/sample_of_parts.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/trained.hpp>
#include <sinew/net/misuse.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/stream.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/loss/differentiate.hpp>
#include <sinew/optimizer/clip.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/loss/losses.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/head.hpp>
#include <sinew/train/target.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// Whether Given is a tuple with a contiguous range for each head, of a target of that head for each sample.
template <class Net, class Given> inline constexpr bool are_targets_per_head = [] {
  if constexpr (tuple_elements<Given> != head_count<Net>) return false;
  else return []<std::size_t... J>(std::index_sequence<J...>) {
      return ([] {
        using Range = tuple_element_of<J, Given>;
        if constexpr (rows_in<Range>::known)
          return TargetOf<typename rows_in<Range>::row, typename Net::scalar, head_net<Net, J>::output::size>;
        else return false;
      }() && ...);
    }
  (std::make_index_sequence<head_count<Net>>{});
}();

/// The kind of targets that training functions are given.
enum class targets { scalars, samples, per_head, none };
/// Scalars are samples × outputs of the net's scalar, one sample after the other. Samples are a contiguous range with
/// one target each: class indices, or arrays of the outputs. Per head: a tuple of such ranges, one for each of Heads.
template <class Net, class Given> inline constexpr targets kind_of_targets = [] {
  using T = typename Net::scalar;
  if constexpr (std::is_convertible_v<const Given&, std::span<const T>>) return targets::scalars;
  else if constexpr (requires(const Given& given) {
                       std::data(given);
                       std::size(given);
                     })
    return is_target_for<std::remove_cvref_t<decltype(*std::data(std::declval<const Given&>()))>, Net>
               ? targets::samples
               : targets::none;
  else if constexpr (has_heads<Net>) return are_targets_per_head<Net, Given> ? targets::per_head : targets::none;
  else return targets::none;
}();

/// Whether the number of targets, if it is a constant, is that of B samples.
template <class Net, std::size_t B, class Given> inline constexpr bool as_many_targets = [] {
  if constexpr (kind_of_targets<Net, Given> == targets::per_head)
    return []<std::size_t... J>(std::index_sequence<J...>) {
      return ((rows_in<tuple_element_of<J, Given>>::count == B ||
               rows_in<tuple_element_of<J, Given>>::count == std::dynamic_extent) &&
              ...);
    }
  (std::make_index_sequence<head_count<Net>>{});
  else if constexpr (requires { sample_of<Given>::extent; }) return sample_of<Given>::extent ==
      (kind_of_targets<Net, Given> == targets::scalars ? B * Net::output::size : B);
  else return true;
}();

/// Ends the program if the target of sample s is no class of Out outputs.
template <std::size_t Out, class Target>
constexpr void require_class(const char* where, const Target& target, std::size_t s) noexcept {
  if constexpr (std::integral<Target>)
    precondition(!(target < Target(0)) && static_cast<unsigned long long>(target) < classes_of<Out>,
                 "{}: sample {} has class {}, expected 0 to {}", where, s, target, classes_of<Out> - 1);
}
/// The targets of the first `count` samples as scalars. Targets of another kind are written to dy, which the gradient
/// overwrites later. Checks their number and, for class indices, their values.
template <class Net, std::size_t B, class Given>
constexpr const typename Net::scalar* read_targets(const char* where, const Given& given, std::size_t count,
                                                   typename Net::scalar* dy) noexcept {
  using T = typename Net::scalar;
  constexpr std::size_t out = Net::output::size;
  if constexpr (kind_of_targets<Net, Given> == targets::scalars) {
    const std::span<const T> t(given);
    precondition(t.size() == count * out || t.size() == B * out,
                 "{}: found {} number{s} in the targets, expected {}: {} sample{s} of {} output{s}", where, t.size(),
                 count * out, count, out);
    return t.data();
  } else if constexpr (kind_of_targets<Net, Given> == targets::per_head) {
    _detail::each_head<Net>([&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
      using Head = head_net<Net, J>;
      const auto& range = _detail::element_of_tuple<J>(given);
      const auto* const t = std::data(range);
      const std::size_t size = std::size(range);
      precondition(size == count || size == B, "{}: found {} target{s} of head {} for {} sample{s}, expected as many",
                   where, size, J, count);
      for (std::size_t s = 0; s < count; ++s) {
        _detail::require_class<Head::output::size>(where, t[s], s);
        write_target<typename Head::activation, T, Head::output::size>(t[s], dy + s * out + head_begin<Net, J>);
      }
    });
    return dy;
  } else {
    const auto* const t = std::data(given);
    const std::size_t size = std::size(given);
    precondition(size == count || size == B, "{}: found {} target{s} for {} sample{s}, expected as many", where, size,
                 count);
    for (std::size_t s = 0; s < count; ++s) {
      using Target = std::remove_cvref_t<decltype(t[s])>;
      if constexpr (is_weighted<Target>)
        precondition(_detail::is_weight(t[s].weight), "{}: sample {} has the weight {}, expected 0 to 1e30", where, s,
                     t[s].weight);
      if constexpr (!has_heads<Net>) _detail::require_class<out>(where, _detail::plain(t[s]), s);
      else
        _detail::each_head<Net>([&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
          _detail::require_class<head_net<Net, J>::output::size>(where, _detail::element_of_tuple<J>(t[s]), s);
        });
      _detail::write_target_for<Net>(t[s], dy + s * out);
    }
    return dy;
  }
}

/// What is wrong with a stream for a training in W; `nothing` if they match.
template <class W, class Given> using stream_mistake_of = std::conditional_t<
    !workspace_parts<W>::training, mistake::backward_needs_a_training_workspace<W>,
    std::conditional_t<!std::is_same_v<Given, typename workspace_parts<W>::stream>,
                       mistake::wrong_stream<given<Given>, expected<typename workspace_parts<W>::stream>>, nothing>>;
/// What is wrong with the kind of targets; `nothing` if it is one of those above.
template <class Net, class Given> using targets_mistake_of =
    std::conditional_t<kind_of_targets<Net, Given> == targets::none,
                       mistake_in_target_of<const Given, Net, expected<std::span<const typename Net::scalar>>>,
                       nothing>;

/// forward_loss() under the name `where` in messages, from rest or from a stream.
template <class Net, class W, class Targets, class LossType, class Random, class... Streams>
constexpr typename Net::scalar forward_loss_at(const char* where, Net& net, W& w, const Targets& t, std::size_t count,
                                               const LossType& loss, Random& random, Streams&... stream) noexcept {
  using T = typename Net::scalar;
  constexpr std::size_t out = Net::output::size;
  w.count(count);
  T* const dy = w.dy().data;
  const T* const scalars = _detail::read_targets<Net, W::batch>(where, t, count, dy);
  net.forward(w, stream..., random);
  for (std::size_t i = count * out; i < W::batch * out; ++i) dy[i] = T(0);
  if constexpr (has_heads<Net>)
    return _detail::differentiate_outputs<typename Net::output>(loss, w.y().data, scalars, dy, count);
  else if constexpr (kind_of_targets<Net, Targets> == targets::samples)
    return _detail::differentiate_part<out>(loss, w.y().data, scalars, dy, count,
                                            _detail::count_of<out>(loss, scalars, count), std::data(t));
  else return _detail::differentiate<out>(loss, w.y().data, scalars, dy, count);
}
}  // namespace _detail

/// Runs the forward pass on the first `count` samples of w.x() and writes the gradient of the loss to w.dy(). The
/// targets t are those of train_step(), for `count` samples or for a full batch of which the first `count` are used.
/// Spare rows of dy become 0. Returns the mean loss.
/// Precondition: 1 ≤ count ≤ batch; as many targets; class indices are less than the number of classes.
template <class T, class... L, std::size_t B, Mode M, std::size_t S, class Targets, class LossType,
          class Random = mistake::nothing>
requires(_detail::kind_of_targets<BasicNet<T, L...>, Targets> != _detail::targets::none) constexpr T
    forward_loss(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M, S>& w, const Targets& t, std::size_t count,
                 const LossType& loss, Random&& random = {}) noexcept SINEW_NONALLOCATING {
  using Mistake = _detail::loss_mistake_of<BasicNet<T, L...>, LossType>;
  if constexpr (!_detail::trains(M)) {
    decltype(mistake::tell(
        mistake::of<mistake::backward_needs_a_training_workspace<Workspace<BasicNet<T, L...>, B, M, S>>>)){};
    return {};
  } else if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<BasicNet<T, L...>>)){};
    return {};
  } else return _detail::forward_loss_at("forward_loss", net, w, t, count, loss, random);
}
/// The same for the full batch.
template <class T, class... L, std::size_t B, Mode M, std::size_t S, class Targets, class LossType,
          class Random = mistake::nothing>
requires((Loss<LossType> || _detail::is_losses<LossType>)&&_detail::kind_of_targets<BasicNet<T, L...>, Targets> !=
         _detail::targets::none) constexpr T
    forward_loss(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M, S>& w, const Targets& t,
                 const LossType& loss, Random&& random = {}) noexcept SINEW_NONALLOCATING {
  return forward_loss(net, w, t, B * S, loss, random);
}
/// The same for the full batch of a workspace of sequences, whose layers with state go on from `stream`; the gradient
/// ends where the block begins.
/// Misuse: a stream of another net or number of sequences, or a const one → `mistake::wrong_stream`.
template <class T, class... L, std::size_t B, Mode M, std::size_t S, _detail::AnyStream Given, class Targets,
          class LossType, class Random = mistake::nothing>
constexpr T forward_loss(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M, S>& w, Given& stream,
                         const Targets& t, const LossType& loss, Random&& random = {}) noexcept SINEW_NONALLOCATING {
  using Mistake = typename _detail::first_of<_detail::stream_mistake_of<Workspace<BasicNet<T, L...>, B, M, S>, Given>,
                                             _detail::targets_mistake_of<BasicNet<T, L...>, Targets>,
                                             _detail::loss_mistake_of<BasicNet<T, L...>, LossType>>::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<BasicNet<T, L...>>)){};
    return {};
  } else return _detail::forward_loss_at("forward_loss", net, w, t, B * S, loss, random, stream);
}
/// Catches targets of another kind.
template <class T, class... L, std::size_t B, Mode M, std::size_t S, class Targets, class... Rest>
requires(!_detail::AnyStream<Targets> &&
         _detail::kind_of_targets<BasicNet<T, L...>, Targets> == _detail::targets::none) constexpr T
    forward_loss(BasicNet<T, L...>&, Workspace<BasicNet<T, L...>, B, M, S>&, const Targets&, const Rest&...) noexcept {
  decltype(mistake::tell(
      mistake::of<
          _detail::mistake_in_target_of<const Targets, BasicNet<T, L...>, mistake::expected<std::span<const T>>>>,
      mistake::of<BasicNet<T, L...>>)){};
  return {};
}

/// Runs the backward pass from the gradient that the loss gives: ∂L/∂y, or ∂L/∂z for fused losses.
template <class LossType, class Net, class W, class Sink>
constexpr void backward_loss(const Net& net, W& w, Sink&& sink) noexcept SINEW_NONALLOCATING {
  if constexpr (_detail::is_losses<LossType>)
    _detail::heads_access::backward<_detail::heads_with_logits<LossType>>(net, w, sink);
  else if constexpr (_detail::gives_logit_gradients<LossType>()) net.backward_from_logits(w, sink);
  else net.backward(w, sink);
}

namespace _detail {
/// Clears the gradients of layers that are not trained: they do not count in the norm.
template <class Layers, class Trained, class Gradient> constexpr void clear_frozen(Gradient& gradient) noexcept {
  if constexpr (!std::is_same_v<Trained, all_trained>) {
    std::size_t next = 0;
    const auto clear_to = [&](std::size_t end) {
      for (; next < end; ++next) gradient[next] = 0;
    };
    _detail::each_trained<Layers, Trained>(0, [&](std::size_t begin, std::size_t count) {
      clear_to(begin);
      next = begin + count;
    });
    clear_to(gradient.size());
  }
}
/// Whether to clip gradients to this norm.
template <class T> constexpr bool clips(T clip_norm) noexcept {
  precondition(clip_norm >= T(0), "found a clip_norm of {}, expected at least 0 (0: no clipping)", clip_norm);
  return clip_norm > T(0);
}
}  // namespace _detail

/// Makes one step along the gradient in the optimizer, clipped to clip_norm unless that is 0. Returns the gradient's
/// norm before clipping, or 0 if clip_norm is 0.
/// Precondition: clip_norm ≥ 0.
template <class Net, class Formula>
constexpr typename Net::scalar apply_gradient(Net& net, Optimizer<Formula, Net>& optimizer,
                                              typename Net::scalar clip_norm = 0) noexcept SINEW_NONALLOCATING {
  using T = typename Net::scalar;
  T norm{};
  if (_detail::clips(clip_norm)) {
    _detail::clear_frozen<typename Net::layers, typename _detail::rules_of<Formula>::trained>(optimizer.gradient());
    norm = clip_by_norm(optimizer.gradient(), clip_norm);
  }
  optimizer.apply(net);
  return norm;
}

namespace _detail {
/// A batch as a part of a step: the first and the last one of it. Its gradient counts `share` times, and the sum of all
/// parts, before the step, `whole` times.
template <class T> struct step_part {
  bool first = true, last = true;
  T share = 1, whole = 1;
};
/// part / whole: 1 if they are equal, and 0 of nothing.
template <class T> constexpr T share_of(T part, T whole) noexcept {
  if (equals(part, whole)) return T(1);
  return whole > T(0) ? part / whole : T(0);
}
/// Multiplies values by a factor, unless that is 1.
template <class T> constexpr void scale_values(std::span<T> values, T factor) noexcept {
  if (equals(factor, T(1))) return;
  simd::sweep<T>(values.size(), [&]<class V>(std::size_t i) {
    simd::store<V>(values.data() + i, V(simd::load<V>(values.data() + i) * simd::broadcast<V>(factor)));
  });
}
/// Makes the step of all parts from their gradient. Returns its norm before clipping, or 0 if clip_norm is 0.
template <class Net, class Formula>
constexpr typename Net::scalar step_of_parts(Net& net, Optimizer<Formula, Net>& optimizer,
                                             typename Net::scalar clip_norm, typename Net::scalar whole) noexcept {
  _detail::scale_values(std::span<typename Net::scalar>(optimizer.gradient()), whole);
  return apply_gradient(net, optimizer, clip_norm);
}
/// Runs backward from w.dy() for a part of a step, and makes the step after the last one. Returns as step_of_parts(), 0
/// if there is no step. A formula with a sink takes a step of one part within backward if it is not clipped.
template <class LossType, class Net, class W, class Formula>
constexpr typename Net::scalar descend_part(Net& net, W& w, Optimizer<Formula, Net>& optimizer,
                                            typename Net::scalar clip_norm,
                                            const step_part<typename Net::scalar>& part) noexcept {
  using T = typename Net::scalar;
  auto sink = part.first ? optimizer.overwrite() : optimizer.accumulate();
  [[maybe_unused]] const bool within_backward = part.first && part.last && !_detail::clips(clip_norm);
  if constexpr (Optimizer<Formula, Net>::descends)
    if (within_backward) sink = optimizer.sink(net);
  _detail::scale_values(std::span<T>(w.dy().flat()), part.share);
  backward_loss<LossType>(net, w, sink);
  if constexpr (Optimizer<Formula, Net>::descends)
    if (within_backward) return T(0);
  return part.last ? _detail::step_of_parts(net, optimizer, clip_norm, part.whole) : T(0);
}
}  // namespace _detail

/// Makes one step: backward from w.dy(), clipping unless clip_norm is 0, and the optimizer's step. Returns the
/// gradient's norm before clipping, or 0 if clip_norm is 0. Without clipping, a formula with a sink (SGD) stores no
/// gradient: backward applies each part of it to the weights directly.
/// Precondition: clip_norm ≥ 0.
template <class LossType, class Net, class W, class Formula>
constexpr typename Net::scalar descend_loss(Net& net, W& w, Optimizer<Formula, Net>& optimizer,
                                            typename Net::scalar clip_norm = 0) noexcept SINEW_NONALLOCATING {
  return _detail::descend_part<LossType>(net, w, optimizer, clip_norm, {});
}

namespace _detail {
template <class Net, std::size_t Batch, class L, class Random> using step_mistake =
    typename first_of<loss_mistake_of<Net, L>,
                      std::conditional_t<Net::layers::random && std::is_same_v<std::remove_cvref_t<Random>, nothing>,
                                         mistake::training_needs_a_random_engine<Net>, nothing>,
                      training_mistake_of<Net, Batch>>::type;

/// Whether the arguments of train_step() match.
template <class Net, class W, class Target, class O> inline constexpr bool steps = false;
template <class T, class... L, std::size_t B, Mode M, std::size_t S, class Target, class Formula> inline constexpr bool
    steps<BasicNet<T, L...>, Workspace<BasicNet<T, L...>, B, M, S>, Target, Optimizer<Formula, BasicNet<T, L...>>> =
        kind_of_targets<BasicNet<T, L...>, Target> != targets::none;
/// The first mistake in the arguments of train_step().
template <class Net, class W, class Target, class L, class O> consteval auto find_step_mistake() {
  if constexpr (!is_net<std::remove_const_t<Net>>) return std::type_identity<mistake::not_a_net<Net>>{};
  else if constexpr (std::is_const_v<Net>) return std::type_identity<mistake::training_needs_a_net_to_change<Net>>{};
  else if constexpr (!workspace_of<W, Net>)
    return std::type_identity<mistake::made_for_another_net<given<W>, expected<Net>>>{};
  else if constexpr (std::is_const_v<W>)
    return std::type_identity<mistake::a_pass_changes_its_workspace_but_it_is_const<W>>{};
  else if constexpr (kind_of_targets<Net, std::remove_const_t<Target>> == targets::none)
    return std::type_identity<mistake_in_target_of<Target, Net, expected<std::span<const typename Net::scalar>>>>{};
  else return std::type_identity<mistake::made_for_another_net<given<O>, expected<Net>>>{};
}
}  // namespace _detail

/// Options of train_step().
struct StepOptions {
  double clip_norm = 0;  ///< limit for the norm of the gradient, at least 0; 0: none
};

namespace _detail {
/// train_step() with options, from rest or from a stream.
template <class T, class... L, std::size_t B, Mode M, std::size_t S, class Targets, class LossType, class Formula,
          class Random, class... Streams>
constexpr T train_step_at(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M, S>& w, const Targets& t,
                          const LossType& loss, Optimizer<Formula, BasicNet<T, L...>>& optimizer,
                          const StepOptions& options, Random& random, Streams&... stream) noexcept {
  using Net = BasicNet<T, L...>;
  using Mistake = step_mistake<Net, B * S, LossType, Random>;
  if constexpr (!trains(M)) {
    decltype(mistake::tell(mistake::of<mistake::backward_needs_a_training_workspace<Workspace<Net, B, M, S>>>)){};
    return {};
  } else if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else if constexpr (!as_many_targets<Net, B * S, Targets>) {
    decltype(mistake::tell(
        mistake::of<mistake_in_target_of<Targets, Net, mistake::expected<std::array<T, B * S * Net::output::size>>>>,
        mistake::of<Net>)){};
    return {};
  } else {
    const T value = forward_loss_at("train_step", net, w, t, B * S, loss, random, stream...);
    descend_loss<LossType>(net, w, optimizer, static_cast<T>(options.clip_norm));
    return value;
  }
}
}  // namespace _detail

/// One training step on the full batch in w.x(): forward, loss, backward and step. The targets t are one of
///   batch × outputs scalars, one sample after the other: a span, array or vector of them
///   a range of one class index or std::array of outputs per sample: std::vector<int>, std::array<std::array<…>, batch>
///   of a net with Heads: a range of std::tuple with a target for each head, or a std::tuple of ranges, one for each
/// Random layers need an engine as the last argument. Returns the mean loss before the step.
/// Precondition: as many targets as samples (an array of another size is a compile error); class indices are less than
/// the number of classes.
/// Misuse: another kind or constant number of targets → `mistake::wrong_target_data`; something other than an engine →
/// `mistake::not_a_random_engine`, or `mistake::wrong_step_options` for a number;
/// `mistake::backward_needs_a_training_workspace`, `training_needs_a_random_engine`, `loss_needs_another_output`,
/// `no_gradient`, …
template <class T, class... L, std::size_t B, Mode M, std::size_t S, class Targets, class LossType, class Formula,
          class Random = mistake::nothing>
requires(_detail::steps<BasicNet<T, L...>, Workspace<BasicNet<T, L...>, B, M, S>, Targets,
                        Optimizer<Formula, BasicNet<T, L...>>> &&
         !std::is_same_v<std::remove_cvref_t<Random>, StepOptions>) constexpr T
    train_step(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M, S>& w, const Targets& t, const LossType& loss,
               Optimizer<Formula, BasicNet<T, L...>>& optimizer, Random&& random = {}) noexcept SINEW_NONALLOCATING {
  if constexpr (std::is_arithmetic_v<std::remove_cvref_t<Random>>) {
    decltype(mistake::tell(mistake::of<mistake::wrong_step_options<mistake::given<std::remove_cvref_t<Random>>,
                                                                   mistake::expected<StepOptions, Engine>>>)){};
    return {};
  } else return _detail::train_step_at(net, w, t, loss, optimizer, StepOptions{}, random);
}
/// The same with options: `train_step(net, w, t, loss, optimizer, {.clip_norm = 1}, engine)`.
template <class T, class... L, std::size_t B, Mode M, std::size_t S, class Targets, class LossType, class Formula,
          class Random = mistake::nothing>
requires(_detail::steps<BasicNet<T, L...>, Workspace<BasicNet<T, L...>, B, M, S>, Targets,
                        Optimizer<Formula, BasicNet<T, L...>>>) constexpr T
    train_step(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M, S>& w, const Targets& t, const LossType& loss,
               Optimizer<Formula, BasicNet<T, L...>>& optimizer, const StepOptions& options,
               Random&& random = {}) noexcept SINEW_NONALLOCATING {
  return _detail::train_step_at(net, w, t, loss, optimizer, options, random);
}
/// One training step on the full batch of a workspace of sequences: layers with state go on from `stream`, and leave
/// there what the next block needs; the gradient ends where the block begins. The other arguments are those of
/// train_step().
/// Misuse: a stream of another net or number of sequences, or a const one → `mistake::wrong_stream`.
template <class T, class... L, std::size_t B, Mode M, std::size_t S, _detail::AnyStream Given, class Targets,
          class LossType, class O, class Random = mistake::nothing>
requires(!std::is_same_v<std::remove_cvref_t<Random>, StepOptions>) constexpr T
    train_step(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M, S>& w, Given& stream, const Targets& t,
               const LossType& loss, O& optimizer, Random&& random = {}) noexcept SINEW_NONALLOCATING {
  return train_step(net, w, stream, t, loss, optimizer, StepOptions{}, random);
}
/// The same with options.
template <class T, class... L, std::size_t B, Mode M, std::size_t S, _detail::AnyStream Given, class Targets,
          class LossType, class O, class Random = mistake::nothing>
constexpr T train_step(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M, S>& w, Given& stream,
                       const Targets& t, const LossType& loss, O& optimizer, const StepOptions& options,
                       Random&& random = {}) noexcept SINEW_NONALLOCATING {
  using Net = BasicNet<T, L...>;
  using Mistake = typename _detail::first_of<_detail::stream_mistake_of<Workspace<Net, B, M, S>, Given>,
                                             _detail::targets_mistake_of<Net, Targets>>::type;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>, mistake::of<Net>)){};
    return {};
  } else if constexpr (!_detail::steps<Net, Workspace<Net, B, M, S>, Targets, O>) {
    decltype(mistake::tell(mistake::of<mistake::made_for_another_net<mistake::given<O>, mistake::expected<Net>>>,
                           mistake::of<Net>)){};
    return {};
  } else return _detail::train_step_at(net, w, t, loss, optimizer, options, random, stream);
}
/// Catches arguments that fit no overload.
template <class Net, class W, class Target, class LossType, class O, class... Random>
requires(!_detail::steps<Net, W, Target, O> &&
         !_detail::AnyStream<Target>) constexpr float train_step(Net&, W&, const Target&, const LossType&, O&,
                                                                 Random&&...) noexcept {
  decltype(mistake::tell(
      mistake::of<typename decltype(_detail::find_step_mistake<Net, W, const Target, LossType, O>())::type>,
      mistake::of<Net>)){};
  return {};
}

}  // namespace sinew
