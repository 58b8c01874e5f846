#pragma once
/// \file
/// MSE: mean squared error; SquaredError: half the sum of squares, as in textbooks.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// The mean squared error.
/// L = mean over outputs of (y − t)²;  ∂L/∂y = 2(y − t) / outputs.
/// PyTorch: MSELoss.
struct MSE {
  template <class V> static constexpr V value(const V& y, const V& t) noexcept { return (y - t) * (y - t); }
  template <class V> static constexpr V derivative(const V& y, const V& t) noexcept {
    return (y - t) * simd::broadcast<V>(simd::scalar_of<V>(2));
  }
};

/// Half the sum of the squared errors.
/// L = ½ Σ over outputs of (y − t)²;  ∂L/∂y = y − t.
struct SquaredError {
  static constexpr bool sums_outputs = true;
  template <class V> static constexpr V value(const V& y, const V& t) noexcept {
    return (y - t) * (y - t) * simd::broadcast<V>(simd::scalar_of<V>(0.5));
  }
  template <class V> static constexpr V derivative(const V& y, const V& t) noexcept { return y - t; }
};

}  // namespace sinew
