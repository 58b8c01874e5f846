#pragma once
/// \file
/// CELU: the continuously differentiable exponential linear unit.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/ratio.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace SINEW_NAMESPACE {

/// The exponential linear unit whose slope is continuous for each α, a positive Ratio.
/// y = z for z > 0, else α·(e^(z/α) − 1);  ∂y/∂z = 1 or y/α + 1.
/// Misuse: an α that is not a positive Ratio → mistake::out_of_range.
/// PyTorch: CELU(alpha).
/// Source: Barron, "Continuously differentiable exponential linear units", arXiv:1704.07483 (2017).
template <class Alpha> struct CELUWith {
  template <class T> static constexpr bool transcendental = true;
  using fault = std::conditional_t<(_detail::number_of<Alpha>() > 0), mistake::nothing,
                                   mistake::refuse<mistake::out_of_range, CELUWith, mistake::more_than<Ratio<0, 1>>>>;
  using initializer = HeNormal;
  /// α, the limit of −y for z → −∞.
  template <class T> static constexpr T alpha = _detail::ratio_value<T, Alpha>;
  template <class V> static constexpr V value(const V& z) noexcept {
    using T = simd::scalar_of<V>;
    return simd::select(
        z > V{}, z, simd::broadcast<V>(alpha<T>) * math::expm1((math::min)(z, V{}) * simd::broadcast<V>(1 / alpha<T>)));
  }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    using T = simd::scalar_of<V>;
    return simd::select(y > V{}, simd::broadcast<V>(T(1)),
                        y * simd::broadcast<V>(1 / alpha<T>) + simd::broadcast<V>(T(1)));
  }
};
/// CELUWith the usual α = 1.
struct CELU : CELUWith<Ratio<1, 1>> {};

}  // namespace sinew
