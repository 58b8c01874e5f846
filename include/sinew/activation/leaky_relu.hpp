#pragma once
/// \file
/// LeakyReLU: a rectifier with a small slope for negative inputs.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace SINEW_NAMESPACE {

/// A rectifier with a slope a, a positive Ratio, for negative inputs, so that no unit stops learning.
/// y = z for z > 0, else a·z;  ∂y/∂z = 1 or a.
/// Misuse: a slope that is not a positive Ratio → mistake::out_of_range.
/// PyTorch: LeakyReLU(negative_slope).
/// Source: Maas, Hannun, Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML workshop (2013).
template <class Slope> struct LeakyReLUWith {
  using fault =
      std::conditional_t<(_detail::number_of<Slope>() > 0), mistake::nothing,
                         mistake::refuse<mistake::out_of_range, LeakyReLUWith, mistake::more_than<Ratio<0, 1>>>>;
  using initializer = HeNormal;
  static constexpr bool non_decreasing = true;
  /// √(2 / (1 + a²)), of weights before it; PyTorch: calculate_gain.
  static constexpr double gain =
      math::sqrt(2 / (1 + _detail::ratio_value<double, Slope> * _detail::ratio_value<double, Slope>));
  /// a, the slope for negative inputs.
  template <class T> static constexpr T slope = _detail::ratio_value<T, Slope>;
  template <class V> [[gnu::always_inline]] static constexpr V value(const V& z) noexcept {
    return simd::select(z > V{}, z, z * simd::broadcast<V>(slope<simd::scalar_of<V>>));
  }
  static auto onnx(auto& graph, auto z) {
    if (!graph.in_double()) return graph.add("LeakyRelu", {z}, {{"alpha", slope<double>}});
    const auto leaked = graph.add("Mul", {z, graph.constant(slope<double>)});
    return graph.add("Where", {graph.add("Greater", {z, graph.constant(0)}), z, leaked});
  }
  template <class V> [[gnu::always_inline]] static constexpr V derivative_at_output(const V& y) noexcept {
    using T = simd::scalar_of<V>;
    return simd::select(y > V{}, simd::broadcast<V>(T(1)), simd::broadcast<V>(slope<T>));
  }
};
/// LeakyReLUWith the usual slope of 0.01.
struct LeakyReLU : LeakyReLUWith<Ratio<1, 100>> {};

}  // namespace sinew
