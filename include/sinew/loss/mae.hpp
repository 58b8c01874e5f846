#pragma once
/// \file
/// MAE: mean absolute error, for targets with outliers.

#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace sinew {

/// L = mean over outputs of |y − t|;  ∂L/∂y = sign(y − t) / outputs, 0 where they agree.  PyTorch: L1Loss.
struct MAE {
  template <class V> static constexpr V value(const V& y, const V& t) noexcept { return math::abs(y - t); }
  template <class V> static constexpr V derivative(const V& y, const V& t) noexcept {
    const V one = broadcast<V>(scalar_of<V>(1));
    return select(y > t, one, select(y < t, -one, y - t));   // y − t: 0, or NaN
  }
};

}  // namespace sinew
