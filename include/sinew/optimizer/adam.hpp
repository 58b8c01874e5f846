#pragma once
/// \file
/// Adam: steps scaled by running moments of the gradient. AdamW: Adam with decoupled weight decay.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/optimizer/concept.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  w ← w·keep − step·m / (√v/root + ε).
template <class T> struct adam_step {
  T keep, coupled_decay, beta1, beta2, step, root, epsilon;
  template <class V> constexpr V operator()(const V& w, const V& gradient, V& m, V& v) const noexcept {
    const V g = gradient + broadcast<V>(coupled_decay) * w;
    m = broadcast<V>(beta1) * m + broadcast<V>(T(1) - beta1) * g;
    v = broadcast<V>(beta2) * v + broadcast<V>(T(1) - beta2) * g * g;
    return w * broadcast<V>(keep) -
           broadcast<V>(step) * m / (math::sqrt(v) / broadcast<V>(root) + broadcast<V>(epsilon));
  }
};
/// The update of step t, with the corrections of both moments computed once.
template <class T> constexpr adam_step<T> adam_at(std::size_t t, double rate, double beta1, double beta2,
                                                  double epsilon, double keep, double coupled) noexcept {
  const double corrected1 = 1 - _detail::power(beta1, t), corrected2 = 1 - _detail::power(beta2, t);
  return {static_cast<T>(keep),   static_cast<T>(coupled),           static_cast<T>(beta1),
          static_cast<T>(beta2),  static_cast<T>(rate / corrected1), static_cast<T>(math::sqrt(corrected2)),
          static_cast<T>(epsilon)};
}
}  // namespace _detail

/// Scales steps by running moments of the gradient.
/// g ← g + weight_decay·w;  m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g².  With m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 −
/// β₂ᵗ): w ← w − rate·m̂ / (√v̂ + ε).
/// PyTorch: Adam.
/// Source: Kingma, Ba, "Adam: a method for stochastic optimization", ICLR (2015).
struct Adam {
  double rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
  static constexpr std::size_t slot_count = 2;
  static constexpr std::array slot_names{"exp_avg", "exp_avg_sq"};

  template <class T> constexpr auto at(std::size_t t) const noexcept {
    return _detail::adam_at<T>(t, rate, beta1, beta2, epsilon, 1, weight_decay);
  }
};

/// Adam with decoupled weight decay: Adam's step from w·(1 − rate·weight_decay), with moments of the gradient alone.
/// PyTorch: AdamW.
/// Source: Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR (2019).
struct AdamW {
  double rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 1e-2;
  static constexpr std::size_t slot_count = 2;
  static constexpr std::array slot_names{"exp_avg", "exp_avg_sq"};

  template <class T> constexpr auto at(std::size_t t) const noexcept {
    return _detail::adam_at<T>(t, rate, beta1, beta2, epsilon, 1 - rate * weight_decay, 0);
  }
};

}  // namespace sinew
