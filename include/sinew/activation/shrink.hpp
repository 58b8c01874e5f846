#pragma once
/// \file
/// HardShrink, SoftShrink and TanhShrink: functions that make small values 0, or smaller.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// Makes values between −λ and λ, a positive Ratio, 0 and keeps the others.
/// y = z for |z| > λ, else 0;  ∂y/∂z = 1 or 0.
/// Misuse: a λ that is not a positive Ratio → mistake::out_of_range.
/// PyTorch: Hardshrink(lambd). ONNX: Shrink.
template <class Lambda> struct HardShrinkWith {
  using fault =
      std::conditional_t<(_detail::number_of<Lambda>() > 0), mistake::nothing,
                         mistake::refuse<mistake::out_of_range, HardShrinkWith, mistake::more_than<Ratio<0, 1>>>>;
  /// λ.
  template <class T> static constexpr T limit = _detail::ratio_value<T, Lambda>;
  template <class V> static constexpr V value(const V& z) noexcept {
    const V most = simd::broadcast<V>(limit<simd::scalar_of<V>>);
    return simd::select((math::abs)(z) <= most, V{}, z);
  }
  static auto onnx(auto& graph, auto z) {
    if (!graph.in_double()) return graph.add("Shrink", {z}, {{"lambd", limit<double>}});
    const auto large = graph.add("Greater", {graph.add("Abs", {z}), graph.constant(limit<double>)});
    return graph.add("Where", {large, z, graph.constant(0)});
  }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    return simd::select((math::abs)(y) > V{}, simd::broadcast<V>(simd::scalar_of<V>(1)), V{});
  }
};
/// HardShrinkWith the usual λ = 1/2.
struct HardShrink : HardShrinkWith<Ratio<1, 2>> {};

/// Moves values towards 0 by λ, a positive Ratio: the proximal operator of λ·|z|.
/// y = z − λ for z > λ, z + λ for z < −λ, else 0;  ∂y/∂z = 1 or 0.
/// Misuse: a λ that is not a positive Ratio → mistake::out_of_range.
/// PyTorch: Softshrink(lambd). ONNX: Shrink.
template <class Lambda> struct SoftShrinkWith {
  static constexpr bool non_decreasing = true;
  using fault =
      std::conditional_t<(_detail::number_of<Lambda>() > 0), mistake::nothing,
                         mistake::refuse<mistake::out_of_range, SoftShrinkWith, mistake::more_than<Ratio<0, 1>>>>;
  /// λ.
  template <class T> static constexpr T limit = _detail::ratio_value<T, Lambda>;
  template <class V> static constexpr V value(const V& z) noexcept {
    const V most = simd::broadcast<V>(limit<simd::scalar_of<V>>);
    return simd::select(z > most, V(z - most),
                        V(simd::select(z < -most, V(z + most), V(simd::select(z == z, V{}, z)))));
  }
  static auto onnx(auto& graph, auto z) {
    if (!graph.in_double()) return graph.add("Shrink", {z}, {{"lambd", limit<double>}, {"bias", limit<double>}});
    const auto above = graph.add("Max", {graph.add("Sub", {z, graph.constant(limit<double>)}), graph.constant(0)});
    const auto below = graph.add("Min", {graph.add("Add", {z, graph.constant(limit<double>)}), graph.constant(0)});
    return graph.add("Add", {above, below});
  }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    return simd::select((math::abs)(y) > V{}, simd::broadcast<V>(simd::scalar_of<V>(1)), V{});
  }
};
/// SoftShrinkWith the usual λ = 1/2.
struct SoftShrink : SoftShrinkWith<Ratio<1, 2>> {};

/// What tanh takes away.
/// y = z − tanh z;  ∂y/∂z = tanh² z. Keeps z.
/// PyTorch: Tanhshrink.
struct TanhShrink {
  static constexpr bool non_decreasing = true;
  template <class T> static constexpr bool transcendental = !std::is_same_v<T, float>;
  template <class V> static constexpr V value(const V& z) noexcept { return z - math::tanh(z); }
  static auto onnx(auto& graph, auto z) { return graph.add("Sub", {z, graph.add("Tanh", {z})}); }
  template <class V> static constexpr V derivative(const V& z) noexcept {
    const V t = math::tanh(z);
    return t * t;
  }
};

}  // namespace sinew
