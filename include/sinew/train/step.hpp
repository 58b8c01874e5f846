#pragma once
/// \file
/// train_step: one step of training on the samples in a workspace. fit() is a loop around it.

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

/// Forward and the loss's gradient into w.dy(), for the first `count` samples of w.x() with targets t (count × outputs
/// scalars, one sample after the other); the spare rows of dy become 0. Returns the mean loss.
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

/// backward, from whichever of ∂L/∂y and ∂L/∂z the loss gives.
template <class LossType, class Net, class W, class Sink>
constexpr void backward_loss(const Net& net, W& w, Sink&& sink) noexcept {
  if constexpr (_detail::gives_logit_gradients<LossType>()) net.backward_from_logits(w, sink);
  else net.backward(w, sink);
}

/// One step along the optimizer's gradient, clipped where clip_norm > 0. Returns the gradient's norm when it clips,
/// else 0.
template <class Net, class Formula>
constexpr typename Net::scalar apply_gradient(Net& net, Optimizer<Formula, Net>& optimizer,
                                              typename Net::scalar clip_norm = 0) noexcept {
  using T = typename Net::scalar;
  const T norm = clip_norm > T(0) ? clip_by_norm(std::span<T>(optimizer.gradient()), clip_norm) : T(0);
  optimizer.apply(net);
  return norm;
}

/// One step: backward from w.dy(), clipping where clip_norm > 0, and the optimizer's step. Returns the gradient's norm
/// when it clips, else 0.
/// Without clipping, a formula with a sink (SGD) writes no gradient: every piece of it is a step already.
template <class LossType, class Net, class W, class Formula>
constexpr typename Net::scalar descend_loss(Net& net, W& w, Optimizer<Formula, Net>& optimizer,
                                            typename Net::scalar clip_norm = 0) noexcept {
  using T = typename Net::scalar;
  _detail::gradient_sink<T> sink = overwrite(optimizer.gradient().data());
  if constexpr (Optimizer<Formula, Net>::descends)
    if (!(clip_norm > T(0))) sink = optimizer.sink(net);
  backward_loss<LossType>(net, w, sink);
  if constexpr (Optimizer<Formula, Net>::descends)
    if (!(clip_norm > T(0))) return T(0);
  return apply_gradient(net, optimizer, clip_norm);
}

namespace _detail {
template <class Net, class L, class Random> using step_mistake =
    typename first_of<loss_mistake_of<Net, L>,
                      std::conditional_t<Net::layers::random && std::is_same_v<std::remove_cvref_t<Random>, nothing>,
                                         mistake::training_needs_a_random_engine<Net>, nothing>,
                      std::conditional_t<std::is_same_v<typename Net::layers::no_gradient, nothing>, nothing,
                                         told<typename Net::layers::no_gradient>>>::type;

/// The arguments of train_step() fit each other.
template <class Net, class W, class Target, class O> inline constexpr bool steps = false;
template <class T, class... L, std::size_t B, Mode M, class Target, class Formula> inline constexpr bool
    steps<BasicNet<T, L...>, Workspace<BasicNet<T, L...>, B, M>, Target, Optimizer<Formula, BasicNet<T, L...>>> =
        std::is_convertible_v<const Target&, std::span<const T>>;
/// The mistake in the arguments of train_step().
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

/// All of it for a full batch in w.x(): forward, loss, backward, step. Returns the mean loss before the step.
template <class T, class... L, std::size_t B, Mode M, class LossType, class Formula, class Random = mistake::nothing>
constexpr T train_step(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M>& w,
                       std::type_identity_t<std::span<const T>> t, const LossType& loss,
                       Optimizer<Formula, BasicNet<T, L...>>& optimizer, Random&& random = {}) noexcept {
  using Net = BasicNet<T, L...>;
  using Mistake = _detail::step_mistake<Net, LossType, Random>;
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
// Overload for arguments that fit no other.
template <class Net, class W, class Target, class LossType, class O, class... Random>
requires(!_detail::steps<Net, W, Target, O>) constexpr float train_step(Net&, W&, const Target&, const LossType&, O&,
                                                                        Random&&...) noexcept {
  typename decltype(_detail::find_step_mistake<Net, W, const Target, LossType, O>())::type{};
  return {};
}

}  // namespace SINEW_NAMESPACE
