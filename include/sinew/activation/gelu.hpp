#pragma once
/// \file
/// GELU: the Gaussian error linear unit; GELUTanh: its approximation by tanh.

#include <sinew/config/namespace.hpp>
#include <sinew/config/floating_point.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace SINEW_NAMESPACE {

/// The Gaussian error linear unit, in its exact form.
/// y = z·Φ(z), Φ(z) = (1 + erf(z/√2)) / 2;  ∂y/∂z = Φ(z) + z·φ(z), φ(z) = e^(−z²/2) / √(2π). Keeps z.
/// PyTorch: GELU.
/// Source: Hendrycks, Gimpel, arXiv:1606.08415 (2016).
struct GELU {
  template <class T> static constexpr bool transcendental = true;
  using initializer = HeNormal;
  template <class V> static constexpr V value(const V& z) noexcept {
    return simd::select(z < simd::broadcast<V>(simd::scalar_of<V>(-40)), V{}, z * cdf(z));
  }
  template <class V> static constexpr V derivative(const V& z) noexcept {
    using T = simd::scalar_of<V>;
    // Beyond ±40, z·φ(z) is 0 in any precision, but z² may overflow, and ∞·0 would be NaN.
    const V within = (math::min)((math::max)(z, simd::broadcast<V>(T(-40))), simd::broadcast<V>(T(40)));
    return cdf(within) + within * math::exp(within * within * simd::broadcast<V>(T(-0.5))) *
                             simd::broadcast<V>(T(0.39894228040143267794));
  }

 private:
  template <class V> static constexpr V cdf(const V& z) noexcept {
    using T = simd::scalar_of<V>;
    return (simd::broadcast<V>(T(1)) + math::erf(z * simd::broadcast<V>(T(0.70710678118654752440)))) *
           simd::broadcast<V>(T(0.5));
  }
};

/// The approximation of GELU that many published models were trained with.
/// y = z·(1 + tanh u) / 2 = z·σ(2u), u = √(2/π)·(z + 0.044715·z³);  ∂y/∂z = s + 2·z·s·(1 − s)·du/dz, s = σ(2u). Keeps z.
/// PyTorch: GELU(approximate='tanh').
/// Source: Hendrycks, Gimpel, arXiv:1606.08415 (2016).
struct GELUTanh {
  template <class T> static constexpr bool transcendental = true;
  using initializer = HeNormal;
  template <class V> static constexpr V value(const V& z) noexcept {
    return simd::select(z < simd::broadcast<V>(simd::scalar_of<V>(-40)), V{}, z * math::sigmoid(argument(bounded(z))));
  }
  template <class V> static constexpr V derivative(const V& z) noexcept {
    SINEW_KEEP_ORDER  // in a product of two sigmoids compilers would multiply the tiny constants of both: 0
    using T = simd::scalar_of<V>;
    const V within = bounded(z), u = argument(within), s = math::sigmoid(u);
    const V slope = simd::broadcast<V>(T(2 * root)) + simd::broadcast<V>(T(6 * root * cubic)) * (within * within);
    return s * (simd::broadcast<V>(T(1)) + within * math::sigmoid(-u) * slope);
  }

 private:
  static constexpr double root = 0.79788456080286535588, cubic = 0.044715;
  /// 2u.
  template <class V> static constexpr V argument(const V& z) noexcept {
    using T = simd::scalar_of<V>;
    return z * (simd::broadcast<V>(T(2 * root)) + simd::broadcast<V>(T(2 * root * cubic)) * (z * z));
  }
  // z³ may overflow beyond ±40, where σ is 0 or 1 in any precision.
  template <class V> static constexpr V bounded(const V& z) noexcept {
    const V most = simd::broadcast<V>(simd::scalar_of<V>(40));
    return simd::select(z > most, most, simd::select(z < -most, -most, z));
  }
};

}  // namespace sinew
