#pragma once
/// \file
/// SELU: the scaled exponential linear unit.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/lecun.hpp>

namespace SINEW_NAMESPACE {

/// The scaled exponential linear unit, whose outputs keep mean 0 and variance 1 through many layers.
/// y = λ·z for z > 0, else λ·α·(e^z − 1), with α = 1.6732632423543772 and λ = 1.0507009873554805;
/// ∂y/∂z = λ or y + λ·α.
/// PyTorch: SELU.
/// Source: Klambauer, Unterthiner, Mayr, Hochreiter, "Self-normalizing neural networks", NIPS (2017).
struct SELU {
  template <class T> static constexpr bool transcendental = true;
  using initializer = LeCunNormal;
  static constexpr double gain = 0.75;  ///< of weights before it; PyTorch: calculate_gain
  /// λ, the slope for positive inputs.
  template <class T> static constexpr T scale = T(1.0507009873554804934193349852946);
  /// λ·α, the limit of −y for z → −∞.
  template <class T> static constexpr T limit = T(1.7580993408473768599402175208123);
  template <class V> static constexpr V value(const V& z) noexcept {
    using T = simd::scalar_of<V>;
    return simd::select(z > V{}, simd::broadcast<V>(scale<T>) * z,
                        simd::broadcast<V>(limit<T>) * math::expm1((math::min)(z, V{})));
  }
  static auto onnx(auto& graph, auto z) {
    constexpr double alpha = 1.6732632423543772848170429916717;
    if (!graph.in_double()) return graph.add("Selu", {z}, {{"alpha", alpha}, {"gamma", scale<double>}});
    const auto grown = graph.add("Exp", {graph.add("Min", {z, graph.constant(0)})});
    const auto below = graph.add("Mul", {graph.add("Sub", {grown, graph.constant(1)}), graph.constant(limit<double>)});
    const auto above = graph.add("Mul", {z, graph.constant(scale<double>)});
    return graph.add("Where", {graph.add("Greater", {z, graph.constant(0)}), above, below});
  }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    using T = simd::scalar_of<V>;
    return simd::select(y > V{}, simd::broadcast<V>(scale<T>), y + simd::broadcast<V>(limit<T>));
  }
};

}  // namespace sinew
