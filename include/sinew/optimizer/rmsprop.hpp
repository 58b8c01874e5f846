#pragma once
/// \file
/// RMSprop: steps divided by a running root mean square of the gradient.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// Divides steps by a running root mean square of the gradient.
/// g ← g + weight_decay·w;  v ← α·v + (1 − α)·g²;  w ← w − rate·g / (√v + ε).
/// PyTorch: RMSprop.
/// Source: Tieleman, Hinton, lecture 6.5 of "Neural networks for machine learning" (2012).
struct RMSprop {
  double rate = 1e-2, alpha = 0.99, epsilon = 1e-8, weight_decay = 0;
  static constexpr std::size_t slot_count = 1;
  static constexpr std::array slot_names{"square_avg"};

  template <class T> constexpr auto at(std::size_t) const noexcept {
    return [step = static_cast<T>(rate), a = static_cast<T>(alpha), eps = static_cast<T>(epsilon),
            decay = static_cast<T>(weight_decay)]<class V>(const V& w, const V& gradient, V& v) noexcept -> V {
      const V g = gradient + simd::broadcast<V>(decay) * w;
      v = simd::broadcast<V>(a) * v + simd::broadcast<V>(T(1) - a) * g * g;
      return w - simd::broadcast<V>(step) * g / (math::sqrt(v) + simd::broadcast<V>(eps));
    };
  }
};

}  // namespace sinew
