#pragma once
/// \file
/// ELU: the exponential linear unit.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace SINEW_NAMESPACE {

/// The exponential linear unit with a factor α, a positive Ratio.
/// y = z for z > 0, else α·(e^z − 1);  ∂y/∂z = 1 or y + α.
/// Misuse: an α that is not a positive Ratio → mistake::out_of_range.
/// PyTorch: ELU(alpha).
/// Source: Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by ELUs", ICLR (2016).
template <class Alpha> struct ELUWith {
  template <class T> static constexpr bool transcendental = true;
  using fault = std::conditional_t<(_detail::number_of<Alpha>() > 0), mistake::nothing,
                                   mistake::refuse<mistake::out_of_range, ELUWith, mistake::more_than<Ratio<0, 1>>>>;
  using initializer = HeNormal;
  /// α, the limit of −y for z → −∞.
  template <class T> static constexpr T alpha = _detail::ratio_value<T, Alpha>;
  template <class V> static constexpr V value(const V& z) noexcept {
    return simd::select(z > V{}, z, simd::broadcast<V>(alpha<simd::scalar_of<V>>) * math::expm1((math::min)(z, V{})));
  }
  static auto onnx(auto& graph, auto z) {
    if (!graph.in_double()) return graph.add("Elu", {z}, {{"alpha", alpha<double>}});
    const auto grown = graph.add("Exp", {graph.add("Min", {z, graph.constant(0)})});
    const auto below = graph.add("Mul", {graph.add("Sub", {grown, graph.constant(1)}), graph.constant(alpha<double>)});
    return graph.add("Where", {graph.add("Greater", {z, graph.constant(0)}), z, below});
  }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    using T = simd::scalar_of<V>;
    return simd::select(y > V{}, simd::broadcast<V>(T(1)), y + simd::broadcast<V>(alpha<T>));
  }
};
/// ELUWith the usual α = 1.
struct ELU : ELUWith<Ratio<1, 1>> {};

}  // namespace sinew
