#pragma once
/// \file
/// Gradient clipping by norm, which limits the effect of a bad batch on the weights.

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The type of the values in a contiguous range, const if they cannot be written to; void if it is none.
template <class Range> struct value_in { using type = void; };
template <class Range>
requires requires(Range& range) { std::span(std::data(range), std::size(range)); }
struct value_in<Range> {
  using type = std::remove_reference_t<decltype(*std::data(std::declval<Range&>()))>;
};
/// The scalar of a gradient: float or double; void if Range is not a contiguous range of one of them.
template <class Range> using gradient_scalar =
    std::conditional_t<std::is_floating_point_v<typename value_in<Range>::type>,
                       std::remove_cv_t<typename value_in<Range>::type>, void>;

template <class T> constexpr T norm_of_gradient(std::span<const T> gradient) noexcept {
  T total{};
  simd::pack<T, simd::native_lanes<T>> along{};
  simd::sweep<T>(gradient.size(), [&]<class V>(std::size_t i) {
    const V g = simd::load<V>(gradient.data() + i);
    if constexpr (simd::lanes_of<V> == simd::native_lanes<T>) along += g * g;
    else total += g * g;
  });
  if (!simd::scalar_only()) total += simd::sum<simd::pack<T, simd::native_lanes<T>>>(along);
  return math::sqrt(total);
}

template <class T> constexpr T clip_gradient(std::span<T> gradient, T limit) noexcept {
  precondition(limit >= T(0), "clip_by_norm(gradient, limit): found a limit of {}, expected at least 0", limit);
  const T norm = _detail::norm_of_gradient(std::span<const T>(gradient)), factor = limit / (norm + T(1e-6));
  if (factor < T(1))
    simd::sweep<T>(gradient.size(), [&]<class V>(std::size_t i) {
      simd::store<V>(gradient.data() + i, V(simd::load<V>(gradient.data() + i) * simd::broadcast<V>(factor)));
    });
  return norm;
}

}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

/// The Euclidean norm √Σg² over all parameters. The gradient is an array, span or vector of float or double, such as
/// `optimizer.gradient()`.
/// Misuse: anything else → `mistake::wrong_gradient`.
template <class Gradient> [[nodiscard]] constexpr auto gradient_norm(const Gradient& gradient) noexcept {
  using T = _detail::gradient_scalar<const Gradient>;
  if constexpr (std::is_void_v<T>) {
    decltype(mistake::tell(
        mistake::of<mistake::wrong_gradient<mistake::given<Gradient>, mistake::expected<std::span<const float>>>>)){};
    return 0.0f;
  } else return _detail::norm_of_gradient(std::span<const T>(std::data(gradient), std::size(gradient)));
}

/// Scales the gradient down to a norm of at most `limit`: g ← g·min(1, limit / (norm + 10⁻⁶)). Returns the norm
/// before. The gradient is an array, span or vector of float or double that can be written to; the limit is a number of
/// any type: `clip_by_norm(optimizer.gradient(), 1.0)`.
/// Precondition: limit ≥ 0.
/// Misuse: anything else as a gradient → `mistake::wrong_gradient`.
/// PyTorch: clip_grad_norm_.
/// Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", ICML (2013).
template <class Gradient, class Limit> constexpr auto clip_by_norm(Gradient&& gradient, Limit limit) noexcept {
  using Range = std::remove_reference_t<Gradient>;
  using T = _detail::gradient_scalar<Range>;
  if constexpr (std::is_void_v<T> || std::is_const_v<typename _detail::value_in<Range>::type> ||
                !std::is_arithmetic_v<Limit>) {
    decltype(mistake::tell(
        mistake::of<
            mistake::wrong_gradient<mistake::given<Range, Limit>, mistake::expected<std::span<float>, double>>>)){};
    return 0.0f;
  } else return _detail::clip_gradient(std::span<T>(std::data(gradient), std::size(gradient)), static_cast<T>(limit));
}

}  // namespace sinew
