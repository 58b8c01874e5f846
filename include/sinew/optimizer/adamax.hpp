#pragma once
/// \file
/// Adamax: Adam with the largest gradient of late in place of the root mean square.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/optimizer/concept.hpp>

namespace SINEW_NAMESPACE {

/// Adam with the infinity norm: divides steps by the largest gradient so far, which decays. Suits sparse gradients.
/// g ← g + weight_decay·w;  m ← β₁m + (1 − β₁)g;  u ← max(β₂u, |g| + ε);  w ← w − rate / (1 − β₁ᵗ)·m / u.
/// PyTorch: Adamax.
/// Source: Kingma, Ba, "Adam: a method for stochastic optimization", ICLR (2015), section 7.1.
struct Adamax {
  double rate = 2e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
  static constexpr std::size_t slot_count = 2;
  static constexpr std::array slot_names{"exp_avg", "exp_inf"};

  template <class T> constexpr auto at(std::size_t t) const noexcept {
    return [step = static_cast<T>(rate / (1 - _detail::power(beta1, t))), b1 = static_cast<T>(beta1),
            b2 = static_cast<T>(beta2), eps = static_cast<T>(epsilon),
            decay = static_cast<T>(weight_decay)]<class V>(const V& w, const V& gradient, V& m, V& u) noexcept -> V {
      const V g = gradient + simd::broadcast<V>(decay) * w;
      m = simd::broadcast<V>(b1) * m + simd::broadcast<V>(T(1) - b1) * g;
      const V size = simd::select(g < V{}, V(-g), g) + simd::broadcast<V>(eps), kept = simd::broadcast<V>(b2) * u;
      u = simd::select(kept > size, kept, size);
      return w - simd::broadcast<V>(step) * m / u;
    };
  }
};

}  // namespace sinew
