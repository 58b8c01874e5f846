#pragma once
/// \file
/// train_step: one step of training on the samples in a workspace. fit() is a loop around it.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/shape/list.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/loss/differentiate.hpp>
#include <sinew/optimizer/clip.hpp>
#include <sinew/optimizer/optimizer.hpp>

namespace sinew {

/// Forward and the loss's gradient into w.dy(), for the first `count` samples of w.x() with targets t (count × outputs scalars, one sample
/// after the other); the spare rows of dy become 0. Returns the mean loss.
template <class T, class... L, std::size_t B, mode M, class LossType, class Random = nothing>
constexpr T forward_loss(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M>& w, std::type_identity_t<std::span<const T>> t,
                         std::size_t count, const LossType& loss, Random&& random = {}) noexcept {
  constexpr std::size_t out = BasicNet<T, L...>::output::size;
  net.forward(w, random);
  for (std::size_t i = count * out; i < B * out; ++i) w.dy().data[i] = T(0);
  return differentiate<out>(loss, w.y().data, t.data(), w.dy().data, count);
}

/// backward, from whichever of ∂L/∂y and ∂L/∂z the loss gives.
template <class LossType, class Net, class W, class Sink> constexpr void backward_loss(const Net& net, W& w, Sink&& sink) noexcept {
  if constexpr (gives_logit_gradients<LossType>()) net.backward_from_logits(w, sink);
  else net.backward(w, sink);
}

/// One step: backward from w.dy(), clipping where clip_norm > 0, and the optimizer's step. Returns the gradient's norm when it clips, else 0.
/// SGD that does not clip writes no gradient: every piece of it is a step already.
template <class LossType, class Net, class W, class Formula>
constexpr typename Net::scalar descend_loss(Net& net, W& w, Optimizer<Formula, Net>& optimizer, typename Net::scalar clip_norm = 0) noexcept {
  using T = typename Net::scalar;
  gradient_sink<T> sink = overwrite(optimizer.gradient().data());
  if constexpr (Optimizer<Formula, Net>::descends)
    if (!(clip_norm > T(0))) sink = optimizer.sink(net);
  backward_loss<LossType>(net, w, sink);
  if constexpr (Optimizer<Formula, Net>::descends)
    if (!(clip_norm > T(0))) return T(0);
  const T norm = clip_norm > T(0) ? clip_by_norm(std::span<T>(optimizer.gradient()), clip_norm) : T(0);
  optimizer.apply(net);
  return norm;
}

/// All of it for a full batch in w.x(): forward, loss, backward, step. Returns the mean loss before the step.
template <class T, class... L, std::size_t B, mode M, class LossType, class Formula, class Random = nothing>
constexpr T train_step(BasicNet<T, L...>& net, Workspace<BasicNet<T, L...>, B, M>& w, std::type_identity_t<std::span<const T>> t, const LossType& loss,
                       Optimizer<Formula, BasicNet<T, L...>>& optimizer, Random&& random = {}) noexcept {
  const T value = forward_loss(net, w, t, B, loss, random);
  descend_loss<LossType>(net, w, optimizer);
  return value;
}

}  // namespace sinew
