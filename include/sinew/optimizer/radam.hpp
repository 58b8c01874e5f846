#pragma once
/// \file
/// RAdam: Adam that warms up by itself.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/optimizer/concept.hpp>

namespace SINEW_NAMESPACE {

/// Rectified Adam: as long as v rests on few gradients it does not divide by it, then by a factor that rises to 1, so
/// that no warm-up is needed.
/// g ← g + weight_decay·w;  m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g².  With ρ∞ = 2 / (1 − β₂) − 1, ρ = ρ∞ − 2t·β₂ᵗ /
/// (1 − β₂ᵗ), m̂ = m / (1 − β₁ᵗ): w ← w − rate·m̂ while ρ ≤ 5; then with r = √((ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ)):
/// w ← w − rate·r·m̂·√(1 − β₂ᵗ) / (√v + ε).
/// PyTorch: RAdam.
/// Source: Liu et al., "On the variance of the adaptive learning rate and beyond", ICLR (2020).
struct RAdam {
  double rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
  static constexpr std::size_t slot_count = 2;
  static constexpr std::array slot_names{"exp_avg", "exp_avg_sq"};

  template <class T> constexpr auto at(std::size_t t) const noexcept {
    const double decayed = _detail::power(beta2, t), most = 2 / (1 - beta2) - 1,
                 length = most - 2 * static_cast<double>(t) * decayed / (1 - decayed);
    const bool rectified = length > 5;
    double step = rate / (1 - _detail::power(beta1, t));
    if (rectified)
      step *=
          math::sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length)) * math::sqrt(1 - decayed);
    return [rectified, along = static_cast<T>(step), b1 = static_cast<T>(beta1), b2 = static_cast<T>(beta2),
            eps = static_cast<T>(epsilon),
            decay = static_cast<T>(weight_decay)]<class V>(const V& w, const V& gradient, V& m, V& v) noexcept -> V {
      const V g = gradient + simd::broadcast<V>(decay) * w;
      m = simd::broadcast<V>(b1) * m + simd::broadcast<V>(T(1) - b1) * g;
      v = simd::broadcast<V>(b2) * v + simd::broadcast<V>(T(1) - b2) * g * g;
      if (!rectified) return w - simd::broadcast<V>(along) * m;
      return w - simd::broadcast<V>(along) * m / (math::sqrt(v) + simd::broadcast<V>(eps));
    };
  }
};

}  // namespace sinew
