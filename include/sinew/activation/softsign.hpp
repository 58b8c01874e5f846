#pragma once
/// \file
/// Softsign: a bounded function without an exponential.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// A function like tanh that approaches its bounds −1 and 1 slowly.
/// y = z / (1 + |z|);  ∂y/∂z = (1 − |y|)².
/// PyTorch: Softsign.
/// Source: Bergstra et al., "Quadratic polynomials learn better image features", Université de Montréal (2009).
struct Softsign {
  static constexpr bool non_decreasing = true;
  static constexpr double decision = 0;
  static constexpr double class_0 = -1;  ///< target of class 0 for a single output; that of class 1 is 1
  template <class V> static constexpr V value(const V& z) noexcept {
    using T = simd::scalar_of<V>;
    const V most = simd::broadcast<V>(T(1e30));  // ∞/∞ would be NaN
    const V within = simd::select(z > most, most, simd::select(z < -most, -most, z));
    return within / (simd::broadcast<V>(T(1)) + (math::abs)(within));
  }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    const V rest = simd::broadcast<V>(simd::scalar_of<V>(1)) - (math::abs)(y);
    return rest * rest;
  }
};

}  // namespace sinew
