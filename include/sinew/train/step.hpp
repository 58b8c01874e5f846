#pragma once
/// \file
/// train_step: one training step on the samples in a workspace, and its parts. fit() is a loop around them.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/net/misuse.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/loss/differentiate.hpp>
#include <sinew/optimizer/clip.hpp>
#include <sinew/optimizer/optimizer.hpp>
#include <sinew/train/check.hpp>

namespace SINEW_NAMESPACE {

/// Runs the forward pass on the first `count` samples of w.x() and writes the gradient of the loss to w.dy(). The
/// targets t are count × outputs scalars, one sample after the other. Spare rows of dy become 0. Returns the mean loss.
template <class T, class... L, std::size_t B, Mode M, class LossType, class Random = mistake::nothing>
constexpr T forward_loss(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M>& w,
                         std::type_identity_t<std::span<const T>> t, std::size_t count, const LossType& loss,
                         Random&& random = {}) noexcept {
  using Mistake = _detail::loss_mistake_of<BasicNet<T, L...>, LossType>;
  if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>)){};
    return {};
  } else {
    constexpr std::size_t out = BasicNet<T, L...>::output::size;
    w.count(count);
    net.forward(w, random);
    for (std::size_t i = count * out; i < B * out; ++i) w.dy().data[i] = T(0);
    return differentiate<out>(loss, w.y().data, t.data(), w.dy().data, count);
  }
}

/// Runs the backward pass from the gradient that the loss gives: ∂L/∂y, or ∂L/∂z for fused losses.
template <class LossType, class Net, class W, class Sink>
constexpr void backward_loss(const Net& net, W& w, Sink&& sink) noexcept {
  if constexpr (_detail::gives_logit_gradients<LossType>()) net.backward_from_logits(w, sink);
  else net.backward(w, sink);
}

/// Makes one step along the gradient in the optimizer, clipped to clip_norm if that is positive. Returns the gradient's
/// norm before clipping, or 0 if clip_norm is not positive.
template <class Net, class Formula>
constexpr typename Net::scalar apply_gradient(Net& net, Optimizer<Formula, Net>& optimizer,
                                              typename Net::scalar clip_norm = 0) noexcept {
  using T = typename Net::scalar;
  const T norm = clip_norm > T(0) ? clip_by_norm(std::span<T>(optimizer.gradient()), clip_norm) : T(0);
  optimizer.apply(net);
  return norm;
}

/// Makes one step: backward from w.dy(), clipping if clip_norm is positive, and the optimizer's step. Returns the
/// gradient's norm before clipping, or 0 if clip_norm is not positive. Without clipping, a formula with a sink (SGD)
/// stores no gradient: backward applies each part of it to the weights directly.
template <class LossType, class Net, class W, class Formula>
constexpr typename Net::scalar descend_loss(Net& net, W& w, Optimizer<Formula, Net>& optimizer,
                                            typename Net::scalar clip_norm = 0) noexcept {
  using T = typename Net::scalar;
  GradientSink<T> sink = overwrite(optimizer.gradient().data());
  if constexpr (Optimizer<Formula, Net>::descends)
    if (!(clip_norm > T(0))) sink = optimizer.sink(net);
  backward_loss<LossType>(net, w, sink);
  if constexpr (Optimizer<Formula, Net>::descends)
    if (!(clip_norm > T(0))) return T(0);
  return apply_gradient(net, optimizer, clip_norm);
}

namespace _detail {
template <class Net, std::size_t Batch, class L, class Random> using step_mistake =
    typename first_of<loss_mistake_of<Net, L>,
                      std::conditional_t<Net::layers::random && std::is_same_v<std::remove_cvref_t<Random>, nothing>,
                                         mistake::training_needs_a_random_engine<Net>, nothing>,
                      training_mistake_of<Net, Batch>>::type;

/// Whether the arguments of train_step() match.
template <class Net, class W, class Target, class O> inline constexpr bool steps = false;
template <class T, class... L, std::size_t B, Mode M, class Target, class Formula> inline constexpr bool
    steps<BasicNet<T, L...>, Workspace<BasicNet<T, L...>, B, M>, Target, Optimizer<Formula, BasicNet<T, L...>>> =
        std::is_convertible_v<const Target&, std::span<const T>>;
/// The first mistake in the arguments of train_step().
template <class Net, class W, class Target, class L, class O> consteval auto find_step_mistake() {
  if constexpr (!is_net<std::remove_const_t<Net>>) return std::type_identity<mistake::not_a_net<Net>>{};
  else if constexpr (std::is_const_v<Net>) return std::type_identity<mistake::training_needs_a_net_to_change<Net>>{};
  else if constexpr (!workspace_of<W, Net>)
    return std::type_identity<mistake::made_for_another_net<given<W>, expected<Net>>>{};
  else if constexpr (std::is_const_v<W>)
    return std::type_identity<mistake::a_pass_changes_its_workspace_but_it_is_const<W>>{};
  else if constexpr (!std::is_convertible_v<Target&, std::span<const typename Net::scalar>>)
    return std::type_identity<
        mistake::wrong_target_data<given<Target>, expected<std::span<const typename Net::scalar>>>>{};
  else return std::type_identity<mistake::made_for_another_net<given<O>, expected<Net>>>{};
}
}  // namespace _detail

/// One training step on the full batch in w.x(): forward, loss, backward and step. t holds the targets, batch × outputs
/// scalars. Random layers need an engine as the last argument. Returns the mean loss before the step.
/// Misuse: `mistake::backward_needs_a_training_workspace`, `training_needs_a_random_engine`,
/// `loss_needs_another_output`, `no_gradient`, …
template <class T, class... L, std::size_t B, Mode M, class LossType, class Formula, class Random = mistake::nothing>
constexpr T train_step(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M>& w,
                       std::type_identity_t<std::span<const T>> t, const LossType& loss,
                       Optimizer<Formula, BasicNet<T, L...>>& optimizer, Random&& random = {}) noexcept {
  using Net = BasicNet<T, L...>;
  using Mistake = _detail::step_mistake<Net, B, LossType, Random>;
  if constexpr (!_detail::trains(M)) {
    mistake::backward_needs_a_training_workspace<Workspace<Net, B, M>>{};
    return {};
  } else if constexpr (!std::is_same_v<Mistake, mistake::nothing>) {
    decltype(mistake::tell(mistake::of<Mistake>)){};
    return {};
  } else {
    const T value = forward_loss(net, w, t, B, loss, random);
    descend_loss<LossType>(net, w, optimizer);
    return value;
  }
}
/// Catches arguments that fit no overload.
template <class Net, class W, class Target, class LossType, class O, class... Random>
requires(!_detail::steps<Net, W, Target, O>) constexpr float train_step(Net&, W&, const Target&, const LossType&, O&,
                                                                        Random&&...) noexcept {
  typename decltype(_detail::find_step_mistake<Net, W, const Target, LossType, O>())::type{};
  return {};
}

}  // namespace sinew
