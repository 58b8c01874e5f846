#pragma once
/// \file
/// MAE: mean absolute error, for targets with outliers.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// The mean absolute error.
/// L = mean over outputs of |y − t|;  ∂L/∂y = sign(y − t) / outputs, 0 where they agree.
/// PyTorch: L1Loss.
struct MAE {
  template <class V> static constexpr V value(const V& y, const V& t) noexcept { return (math::abs)(y - t); }
  template <class V> static constexpr V derivative(const V& y, const V& t) noexcept {
    const V one = simd::broadcast<V>(simd::scalar_of<V>(1));
    return simd::select(y > t, one, simd::select(y < t, -one, y - t));  // y − t: 0, or NaN
  }
};

}  // namespace sinew
