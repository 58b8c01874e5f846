#pragma once
/// \file
/// Mish: a smooth rectifier like SiLU.

#include <sinew/config/namespace.hpp>
#include <sinew/config/floating_point.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace SINEW_NAMESPACE {

/// A smooth rectifier with a dip below 0.
/// y = z·t, t = tanh(log(1 + e^z)) = n / (n + 2), n = e^z·(e^z + 2), −0 at −∞;
/// ∂y/∂z = t + z·4e^z·(1 + e^z) / (n + 2)². Keeps z.
/// Cost: one exponential.
/// PyTorch: Mish.
/// Source: Misra, "Mish: a self regularized non-monotonic activation function", BMVC (2020).
struct Mish {
  template <class T> static constexpr bool transcendental = true;
  using initializer = HeNormal;
  template <class V> static constexpr V value(const V& z) noexcept {
    const V n = excess(power(z));
    return above(z) * (n / (n + two<V>()));
  }
  static auto onnx(auto& graph, auto z) {  // the operator Mish needs opset 18
    return graph.add("Mul", {z, graph.add("Tanh", {graph.add("Softplus", {z})})});
  }
  template <class V> static constexpr V derivative(const V& z) noexcept {
    SINEW_KEEP_ORDER
    const V e = power(z), n = excess(e), all = n + two<V>();
    const V within = (math::min)(above(z), simd::broadcast<V>(simd::scalar_of<V>(20)));
    // two quotients: the square of `all` may overflow
    return n / all +
           (within * simd::broadcast<V>(simd::scalar_of<V>(4)) * e / all) * ((two<V>() + e + e) / (all + all));
  }

 private:
  template <class V> static constexpr V two() noexcept { return simd::broadcast<V>(simd::scalar_of<V>(2)); }
  /// e^z. Beyond 20, t is 1 in any precision.
  template <class V> static constexpr V power(const V& z) noexcept {
    const V most = simd::broadcast<V>(simd::scalar_of<V>(20));
    return math::exp(V(simd::select(z > most, most, z)));
  }
  template <class V> static constexpr V excess(const V& e) noexcept { return e * (e + two<V>()); }
  // ∞ · 0 would be NaN; e^z is exactly 0 long before −10⁶.
  template <class V> static constexpr V above(const V& z) noexcept {
    const V least = simd::broadcast<V>(simd::scalar_of<V>(-1e6));
    return simd::select(z < least, least, z);
  }
};

}  // namespace sinew
