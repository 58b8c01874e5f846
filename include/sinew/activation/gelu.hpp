#pragma once
/// \file
/// GELU: the Gaussian error linear unit.

#include <sinew/config/namespace.hpp>
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
  static auto onnx(auto& graph, auto z) {
    const auto erf = graph.add("Erf", {graph.add("Mul", {z, graph.constant(0.70710678118654752440)})});
    const auto twice_cdf = graph.add("Add", {erf, graph.constant(1)});
    return graph.add("Mul", {graph.add("Mul", {z, twice_cdf}), graph.constant(0.5)});
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

}  // namespace sinew
