#pragma once
/// \file
/// tanh(x), sigmoid(x) = 1/(1 + e^−x) and softplus(x) = ln(1 + e^x). Each uses an exponential that cannot overflow,
/// except tanh of float, which is a quotient of polynomials.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/floating_point.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/simd/exp.hpp>
#include <sinew/simd/log.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::math {

/// The hyperbolic tangent.
/// float: x·P(x²)/Q(x²), both of degree 4 (tests/reference/minimax.py), in thirteen operations. The first operation of
/// Q is an addition, because cores have units for additions beside those for products.
/// double: −m/(m + 2) with m = e^−2|x| − 1 = 2^k·(e^r − 1) + (2^k − 1), which does not cancel and needs no second
/// formula near 0. One part of ln2 is enough for r: its product rounds only from |k| = 3 on, where m is nearly −1.
/// Odd to the bit and never beyond ±1; exactly ±1 from 7.82 (float) and about 19 (double) on; ±0 and NaN are returned
/// as they are.
/// Largest error: 5.8 ULP in float, 2.7 in double.
template <class V> [[gnu::always_inline]] constexpr V tanh(const V& x) noexcept {
  SINEW_KEEP_ORDER
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !__builtin_is_constant_evaluated())
      return detail::refit(x, [](const auto& v) { return math::tanh(v); });
  using namespace detail;
  using T = scalar_of<V>;
  if constexpr (std::is_same_v<T, float>) {
    // the first x where x·P/Q rounds to 1, with and without FMA; no smaller x gives a quotient above 1
    constexpr float most = 0x1.f42034p+2f;
    V a = x;
    if constexpr (1 < lanes_of<V>) a = (math::max)((math::min)(x, broadcast<V>(most)), broadcast<V>(-most));
    else a = x > most ? most : x < -most ? -most : x;  // only in constant expressions
    const V u = a * a;
    // Horner's rule, written out: in a constant expression a call costs more than a product.
    const V p =
        (((0x1.276cf6p-6f * u + 0x1.98349ep+4f) * u + 0x1.01dd4p+12f) * u + 0x1.2e343cp+17f) * u + 0x1.18ad1ep+20f;
    const V q = (((u + 0x1.8b78bcp+8f) * u + 0x1.d7291ap+14f) * u + 0x1.06ab1ep+19f) * u + 0x1.18ad1ep+20f;
    return a * p / q;
  } else {
    const V a = (math::min)((math::abs)(x), broadcast<V>(T(20)));
    const V shifted = SINEW_ROUNDED(a * T(-2 * 0x1.71547652b82fep+0) + ieee<T>::magic);  // −2·log2(e)
    // a + a, not a product, so that the compiler fuses the other product
    const V r = -(a + a) - SINEW_ROUNDED(shifted - ieee<T>::magic) * T(0x1.62e42fefa39efp-1);
    const V scale = power_of_2(shifted);
    const V m = scale * (r + (r * r) * exp_rest(r)) + SINEW_ROUNDED(scale - T(1));
    return with_sign(V((V{} - m) / (m + T(2))), x);  // −m would turn 0 into −0
  }
}

/// 1/(1 + e^−x), computed as c/(c + c·e^−x). The power of two c is so small that the sum stays finite wherever the
/// quotient is not yet 0, so one formula serves both signs. Exactly 0 and 1 far from 0; NaN stays NaN.
/// Largest error: 3.3 ULP in float, 2.6 in double.
template <class V> [[gnu::always_inline]] constexpr V sigmoid(const V& x) noexcept {
  SINEW_KEEP_ORDER
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !__builtin_is_constant_evaluated())
      return detail::refit(x, [](const auto& v) { return math::sigmoid(v); });
  using namespace detail;
  using T = scalar_of<V>;
  using word = typename ieee<T>::word;
  constexpr int digits = sizeof(T) == 4 ? 64 : 128;
  // 1 + e^−43 is 1
  constexpr T c = sizeof(T) == 4 ? T(0x1p-64) : T(0x1p-128), lowest = exp_range<T>::lowest, highest = 43;
  V inside = x;
  if constexpr (1 < lanes_of<V>) inside = (math::min)((math::max)(x, broadcast<V>(lowest)), broadcast<V>(highest));
  else inside = x < lowest ? lowest : x > highest ? highest : x;  // only in constant expressions
  // −x = k·ln2 + r. For float, k·ln2_low, at most 2e-4, goes into the factor 2^k, which waits for r anyway.
  const V shifted = SINEW_ROUNDED(inside * T(-0x1.71547652b82fep+0) + ieee<T>::magic);  // −log2(e)
  const V k = SINEW_ROUNDED(shifted - ieee<T>::magic);
  // c·2^k
  V r = SINEW_ROUNDED(-inside - k * ln2<T>::high),
    scale = power_of_2<V>(shifted, broadcast<bit_pattern<V>>(word{} - word{digits}));
  if constexpr (sizeof(T) == 4) scale = scale - scale * (k * ln2<T>::low);
  else r = r - k * ln2<T>::low;
  // c + scale·(1 + r + r²·q), arranged so that only one product depends on q.
  return SINEW_ROUNDED(c / ((scale * (r * r)) * exp_rest(r) + (scale * r + (scale + c))));
}

/// ln(1 + e^x) = max(x, 0) + log1p(e^−|x|). Its derivative is sigmoid. NaN stays NaN.
/// Largest error: 1.7 ULP in float, 1.8 in double.
/// PyTorch: softplus returns x itself above 20, which differs by less than 2.1e-9.
template <class V> [[gnu::always_inline]] constexpr V softplus(const V& x) noexcept {
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !__builtin_is_constant_evaluated())
      return detail::refit(x, [](const auto& v) { return math::softplus(v); });
  return (math::max)(x, V{}) + detail::log1p_inside(detail::exp_nonpositive(V(-(math::abs)(x))));
}

}  // namespace sinew::math
