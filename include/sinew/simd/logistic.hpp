#pragma once
/// \file
/// tanh(x), sigmoid(x) = 1/(1 + e^−x) and softplus(x) = ln(1 + e^x), each from e^−|x|, which cannot overflow.

#include <type_traits>

#include <sinew/simd/bits.hpp>
#include <sinew/simd/exp.hpp>
#include <sinew/simd/log.hpp>
#include <sinew/simd/pack.hpp>

namespace sinew::math {

/// tanh x = −m/(m + 2), m = e^−2|x| − 1 = 2^k·(e^r − 1) + (2^k − 1): no cancellation, and no second formula near 0.
/// One part of ln2 is enough for r: from |k| = 3 on, where its product rounds, m is nearly −1.
/// Odd to the bit, ±1 exactly from about 9 (float) and 19 (double) on; ±0 and NaN stay.
/// Largest error: 2.7 ULP (float and double).
template <class V> [[gnu::always_inline]] constexpr V tanh(const V& x) noexcept {
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !std::is_constant_evaluated()) return detail::refit(x, [](const auto& v) { return math::tanh(v); });
  using namespace detail;
  using T = scalar_of<V>;
  constexpr T saturated = sizeof(T) == 4 ? T(10) : T(20);
  const V a = math::min(math::abs(x), broadcast<V>(saturated));
  const V shifted = a * T(-2 * 0x1.71547652b82fep+0) + ieee<T>::magic;   // −2·log2(e)
  const V r = -(a + a) - (shifted - ieee<T>::magic) * T(0x1.62e42fefa39efp-1);   // a sum: the product to fuse is the other one
  const V scale = power_of_2(shifted);
  const V m = scale * exp_poly(r) + (scale - T(1));
  return with_sign(V((V{} - m) / (m + T(2))), x);   // not −m, which would make −0 of 0
}

/// 1/(1 + e^−x), computed as e/(1 + e) with e = e^x for x < 0. Exactly 0 and 1 far out; NaN stays.
/// Largest error: 2.5 ULP (float and double).
template <class V> [[gnu::always_inline]] constexpr V sigmoid(const V& x) noexcept {
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !std::is_constant_evaluated()) return detail::refit(x, [](const auto& v) { return math::sigmoid(v); });
  using T = scalar_of<V>;
  const V e = detail::exp_nonpositive(V(-math::abs(x)));
  return select(x < T(0), e, broadcast<V>(T(1))) / (e + T(1));
}

/// ln(1 + e^x) = max(x, 0) + log1p(e^−|x|). Its derivative is sigmoid. NaN stays.
/// (PyTorch returns x itself above 20, which differs by less than 2.1e-9.)
/// Largest error: 1.7 ULP in float, 1.8 in double.
template <class V> [[gnu::always_inline]] constexpr V softplus(const V& x) noexcept {
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !std::is_constant_evaluated()) return detail::refit(x, [](const auto& v) { return math::softplus(v); });
  return math::max(x, V{}) + detail::log1p_inside(detail::exp_nonpositive(V(-math::abs(x))));
}

}  // namespace sinew::math
