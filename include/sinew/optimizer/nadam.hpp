#pragma once
/// \file
/// NAdam: Adam with Nesterov's momentum.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/optimizer/concept.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// β₁·(1 − ½·0.96^(t·ψ)).
constexpr double nadam_momentum(double beta1, double psi, std::size_t t) noexcept {
  constexpr double log_of_096 = -0.040821994520255166;
  return beta1 * (1 - 0.5 * math::exp(static_cast<double>(t) * psi * log_of_096));
}
/// The product of the momenta of steps 1 … t. It depends on t alone, so nobody need remember it from step to step; what
/// is below 2⁻⁶⁴ makes no difference to 1 − product, so the loop ends after some 60 steps with the defaults.
constexpr double nadam_product(double beta1, double psi, std::size_t t) noexcept {
  double product = 1;
  for (std::size_t k = 1; k <= t && product > 0x1p-64; ++k) product *= _detail::nadam_momentum(beta1, psi, k);
  return product;
}
}  // namespace _detail

/// Adam with Nesterov's momentum, which rises from β₁ / 2 to β₁: μₜ = β₁·(1 − ½·0.96^(t·momentum_decay)).
/// g ← g + weight_decay·w;  m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g².  With v̂ = v / (1 − β₂ᵗ) and m̂ = μₜ₊₁·m / (1 −
/// μ₁⋯μₜ₊₁) + (1 − μₜ)·g / (1 − μ₁⋯μₜ): w ← w − rate·m̂ / (√v̂ + ε).
/// PyTorch: NAdam. (Early versions of PyTorch 1 have one factor μₜ too many in the first product.)
/// Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop (2016).
struct NAdam {
  double rate = 2e-3, beta1 = 0.9, beta2 = 0.999;
  double momentum_decay = 4e-3;  ///< how fast the momentum rises from β₁ / 2 to β₁
  double epsilon = 1e-8, weight_decay = 0;
  static constexpr std::size_t slot_count = 2;
  static constexpr std::array slot_names{"exp_avg", "exp_avg_sq"};

  template <class T> constexpr auto at(std::size_t t) const noexcept {
    const double now = _detail::nadam_momentum(beta1, momentum_decay, t),
                 next = _detail::nadam_momentum(beta1, momentum_decay, t + 1),
                 product = _detail::nadam_product(beta1, momentum_decay, t);
    return [of_gradient = static_cast<T>(rate * (1 - now) / (1 - product)),
            of_moment = static_cast<T>(rate * next / (1 - product * next)), b1 = static_cast<T>(beta1),
            b2 = static_cast<T>(beta2), root = static_cast<T>(math::sqrt(1 - _detail::power(beta2, t))),
            eps = static_cast<T>(epsilon),
            decay = static_cast<T>(weight_decay)]<class V>(const V& w, const V& gradient, V& m, V& v) noexcept -> V {
      const V g = gradient + simd::broadcast<V>(decay) * w;
      m = simd::broadcast<V>(b1) * m + simd::broadcast<V>(T(1) - b1) * g;
      v = simd::broadcast<V>(b2) * v + simd::broadcast<V>(T(1) - b2) * g * g;
      return w - (simd::broadcast<V>(of_gradient) * g + simd::broadcast<V>(of_moment) * m) /
                     (math::sqrt(v) / simd::broadcast<V>(root) + simd::broadcast<V>(eps));
    };
  }
};

}  // namespace sinew
