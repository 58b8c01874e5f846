#pragma once
/// \file
/// exp(x) = e^x and expm1(x) = e^x − 1.
///
/// Cody and Waite's reduction is x = k·ln2 + r, |r| ≤ ln2/2, with ln2 in two parts so that k·ln2_high is exact. Then
/// e^r = 1 + r + r²·(1/2 + r·P(r)) with a minimax P (tests/reference/minimax.py), and k becomes the exponent.
/// Sources: W. Cody, W. Waite, Software Manual for the Elementary Functions (1980); J.-M. Muller, Elementary Functions
/// (2016).

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/floating_point.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::math {

namespace detail {

/// ln2 = high + low. `high` ends in enough zero bits for k·high to be exact.
template <class T> struct ln2;
template <> struct ln2<float> { static constexpr float high = 0x1.62e4p-1f, low = 0x1.7f7d1cp-20f; };
template <> struct ln2<double> { static constexpr double high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33; };

/// The range of x for which e^x is a number of T: above `highest` it overflows, below `lowest` it rounds to 0.
template <class T> struct exp_range;
template <> struct exp_range<float> { static constexpr float highest = 0x1.62e42ep+6f, lowest = -104; };
template <> struct exp_range<double> { static constexpr double highest = 0x1.62e42fefa39efp+9, lowest = -746; };

/// The reduced x = k·ln2 + r: p = e^r − 1, and `shifted` = magic + k, whose lowest bits are k.
template <class V> struct exp_parts {
  V p;
  V shifted;
};

/// q in e^r = 1 + r + r²·q, for |r| ≤ ln2/2.
template <class V> [[gnu::always_inline]] constexpr V exp_rest(const V& r) noexcept {
  // Estrin's scheme: as many operations as Horner's, in a dependency chain shorter by one
  if constexpr (std::is_same_v<scalar_of<V>, float>) {
    const V r2 = r * r;
    return (0x1.6b6ddep-10f * r2 + (0x1.123008p-7f * r + 0x1.55568ap-5f)) * r2 + (0x1.5554a2p-3f * r + 0.5f);
  } else
    return horner(r, 0x1.ad1f85a376321p-26, 0x1.289fe0f0c6333p-22, 0x1.71df5643c0616p-19, 0x1.a019aadd6499cp-16,
                  0x1.a01a011b6d9c1p-13, 0x1.6c16c17cda4bap-10, 0x1.1111111128b2bp-7, 0x1.55555555531c6p-5,
                  0x1.5555555555501p-3, 0.5);
}
template <class V> [[gnu::always_inline]] constexpr exp_parts<V> exp_reduced(const V& x) noexcept {
  SINEW_KEEP_ORDER
  using T = scalar_of<V>;
  const V shifted = SINEW_ROUNDED(x * T(0x1.71547652b82fep+0) + ieee<T>::magic);  // log2(e)
  const V k = SINEW_ROUNDED(shifted - ieee<T>::magic);
  const V r = SINEW_ROUNDED(x - k * ln2<T>::high) - k * ln2<T>::low;
  return {r + (r * r) * exp_rest(r), shifted};
}

/// 2^(k + more) for `shifted` = magic + k: moves k from the lowest bits into the exponent.
template <class V>
[[gnu::always_inline]] constexpr V power_of_2(const V& shifted, const bit_pattern<V>& more) noexcept {
  using Ieee = ieee<scalar_of<V>>;
  return __builtin_bit_cast(V, (__builtin_bit_cast(bit_pattern<V>, shifted) + (more + Ieee::bias))
                                   << Ieee::mantissa_bits);
}
template <class V> [[gnu::always_inline]] constexpr V power_of_2(const V& shifted) noexcept {
  using Ieee = ieee<scalar_of<V>>;
  return __builtin_bit_cast(V, (__builtin_bit_cast(bit_pattern<V>, shifted) + Ieee::bias) << Ieee::mantissa_bits);
}

/// 2^64·e^x for x ≤ 0 or NaN, used by softplus and softmax. 2^(k + 64) cannot underflow, so the underflow of e^x is
/// gradual: the product with 2^−64 rounds once.
template <class V> [[gnu::always_inline]] constexpr V exp_nonpositive_by_2_64(const V& x) noexcept {
  SINEW_KEEP_ORDER
  using T = scalar_of<V>;
  using word = typename ieee<T>::word;
  if constexpr (lanes_of<V> == 1)
    if (__builtin_is_constant_evaluated()) {  // the same with fewer calls
      const exp_parts<V> e = detail::exp_reduced<V>(x < exp_range<T>::lowest ? exp_range<T>::lowest : x);
      const V scale = detail::power_of_2<V>(e.shifted, word{64});
      return scale * e.p + scale;
    }
  const exp_parts<V> e = detail::exp_reduced((math::max)(x, broadcast<V>(exp_range<T>::lowest)));
  const V scale = detail::power_of_2(e.shifted, broadcast<bit_pattern<V>>(word{64}));
  return SINEW_ROUNDED(scale * e.p + scale);
}
template <class V> [[gnu::always_inline]] constexpr V exp_nonpositive(const V& x) noexcept {
  return detail::exp_nonpositive_by_2_64(x) * scalar_of<V>(0x1p-64);
}

/// e^x for x ≤ 0 or NaN; 0 where e^x is not a normal number. Its dependency chain is shorter than that of
/// exp_nonpositive.
template <class V> [[gnu::always_inline]] constexpr V exp_flushed(const V& x) noexcept {
  using T = scalar_of<V>;
  constexpr T least = sizeof(T) == 4 ? T(-87) : T(-708);
  const exp_parts<V> e = detail::exp_reduced((math::max)(x, broadcast<V>(least)));
  const V scale = detail::power_of_2(e.shifted);
  return select(x < least, V{}, V(scale * e.p + scale));
}

}  // namespace detail

/// e^x. exp(−inf) = 0, exp(inf) = inf, exp(NaN) = NaN; overflow gives inf, underflow is gradual.
/// Largest error: 1.1 ULP (float and double).
template <class V> [[gnu::always_inline]] constexpr V exp(const V& x) noexcept {
  SINEW_KEEP_ORDER
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !__builtin_is_constant_evaluated())
      return detail::refit(x, [](const auto& v) { return math::exp(v); });
  using namespace detail;
  using T = scalar_of<V>;
  using word = typename ieee<T>::word;
  using Range = exp_range<T>;
  const V inside = (math::min)((math::max)(x, broadcast<V>(Range::lowest)), broadcast<V>(Range::highest));
  const exp_parts<V> e = exp_reduced(inside);
  // Below 0 as in exp_nonpositive; above, 2^(k − 1), because 2^k itself may overflow.
  const auto more = select(x < T(0), broadcast<bit_pattern<V>>(word{64}), broadcast<bit_pattern<V>>(~word{}));
  const V scale = power_of_2(e.shifted, more);
  const V y = SINEW_ROUNDED(scale * e.p + scale) * select(x < T(0), broadcast<V>(T(0x1p-64)), broadcast<V>(T(2)));
  return select(x > Range::highest, broadcast<V>(ieee<T>::infinity), y);
}

/// e^x − 1 without cancellation near 0. expm1(−inf) = −1, expm1(inf) = inf; ±0 and NaN are returned as they are.
/// Largest error: 1.7 ULP in float, 2.1 in double.
template <class V> [[gnu::always_inline]] constexpr V expm1(const V& x) noexcept {
  SINEW_KEEP_ORDER
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !__builtin_is_constant_evaluated())
      return detail::refit(x, [](const auto& v) { return math::expm1(v); });
  using namespace detail;
  using T = scalar_of<V>;
  using word = typename ieee<T>::word;
  using Range = exp_range<T>;
  constexpr T lowest = sizeof(T) == 4 ? T(-20) : T(-40);  // below it, e^x is less than half an ULP of −1
  constexpr T tiny = sizeof(T) == 4 ? T(0x1p-25) : T(0x1p-54);
  const exp_parts<V> e = exp_reduced((math::min)((math::max)(x, broadcast<V>(lowest)), broadcast<V>(Range::highest)));
  // 2^k·p + (2^k − 1), halved because 2^k itself may overflow.
  const V half = power_of_2(e.shifted, broadcast<bit_pattern<V>>(~word{}));
  const V y = T(2) * SINEW_ROUNDED(half * e.p + SINEW_ROUNDED(half - T(0.5)));
  return select(x > Range::highest, broadcast<V>(ieee<T>::infinity), select((math::abs)(x) < tiny, x, y));
}

}  // namespace sinew::math
