#pragma once
/// \file
/// log(x) = ln x and log1p(x) = ln(1 + x).
///
/// With x = 2^k·m, m in [√½, √2), f = m − 1, s = f/(2 + f) and z = s²: ln m = 2·artanh(s) = f − (f²/2 − s·(f²/2 +
/// z·P(z))) with a minimax P (tests/reference/minimax.py). This form keeps f itself exact; the rest is a small
/// correction.
/// Source: K. C. Ng, e_log.c in FDLIBM (Sun Microsystems, 1993), which uses this scheme.

#include <limits>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/floating_point.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/simd/exp.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::math {

namespace detail {

/// The parts of x = 2^k·(1 + f) for normal x > 0; some finite numbers for other x.
template <class V> struct log_parts {
  V k;
  V f;
};

/// The bits of constants, as static members: a constant expression computes the local constants of a function at each
/// call.
template <class T> struct log_bits {
  static constexpr auto root_half = detail::to_bits(T(0x1.6a09e667f3bcdp-1)),
                        from_root_half_to_1 = detail::to_bits(T(1)) - root_half;
  static constexpr auto magic = detail::to_bits(ieee<T>::magic);
};
template <class V> [[gnu::always_inline]] constexpr log_parts<V> log_split(const V& x) noexcept {
  using T = scalar_of<V>;
  const bit_pattern<V> i = __builtin_bit_cast(bit_pattern<V>, x) + log_bits<T>::from_root_half_to_1;
  const V k =
      __builtin_bit_cast(V, (i >> ieee<T>::mantissa_bits) + log_bits<T>::magic) - (ieee<T>::magic + T(ieee<T>::bias));
  const V m = __builtin_bit_cast(V, (i & ieee<T>::mantissa) + log_bits<T>::root_half);
  return {k, m - T(1)};
}

/// k·ln2 + ln(1 + f) + c, where c is a small correction.
template <class V> [[gnu::always_inline]] constexpr V log_join(const V& k, const V& f, const V& c) noexcept {
  SINEW_KEEP_ORDER
  using T = scalar_of<V>;
  const V s = f / (f + T(2));
  const V z = s * s;
  V p;
  if constexpr (std::is_same_v<T, float>)
    p = ((0x1.f13b22p-3f * z + 0x1.23d3e0p-2f) * z + 0x1.999c26p-2f) * z + 0x1.555554p-1f;
  else
    p = horner(z, 0x1.2f04f3d3195efp-3, 0x1.39a1cc97c7ff6p-3, 0x1.74663de466431p-3, 0x1.c71c521056e7ap-3,
               0x1.24924941e521bp-2, 0x1.999999997feefp-2, 0x1.5555555555592p-1);
  const V half_square = T(0.5) * f * f;
  const V correction = SINEW_ROUNDED(s * (half_square + z * p) + (k * ln2<T>::low + c));
  return k * ln2<T>::high - SINEW_ROUNDED(SINEW_ROUNDED(half_square - correction) - f);
}

/// ln(1 + y) for finite y > −1. The rounding error of 1 + y, divided by 1 + y, is added as the correction.
template <class V> [[gnu::always_inline]] constexpr V log1p_inside(const V& y) noexcept {
  SINEW_KEEP_ORDER
  using T = scalar_of<V>;
  const V u = SINEW_ROUNDED(y + T(1));
  const log_parts<V> parts = detail::log_split(u);
  const V lost = select(y < T(1), V(y - SINEW_ROUNDED(u - T(1))), V(T(1) - SINEW_ROUNDED(u - y)));
  const auto near_one = parts.k == T(0);  // there f = y is exact
  return detail::log_join(parts.k, select(near_one, y, parts.f), select(near_one, V{}, V(lost / u)));
}

}  // namespace detail

/// ln x. log(±0) = −inf, log(x < 0) = NaN, log(inf) = inf; subnormal x are as accurate as others.
/// Largest error: 0.9 ULP (float and double).
template <class V> [[gnu::always_inline]] constexpr V log(const V& x) noexcept {
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !__builtin_is_constant_evaluated())
      return detail::refit(x, [](const auto& v) { return math::log(v); });
  using namespace detail;
  using T = scalar_of<V>;
  if constexpr (lanes_of<V> == 1)
    if (__builtin_is_constant_evaluated()) {  // the same with branches, cheaper here than calls
      if (!(x > T(0))) return _detail::equals(x, T(0)) ? -ieee<T>::infinity : ieee<T>::nan;
      if (!(x < ieee<T>::infinity)) return x;
      const bool subnormal = x < (std::numeric_limits<T>::min)();
      const log_parts<V> parts = log_split(subnormal ? x * T(0x1p60) : x);
      return log_join(subnormal ? parts.k - T(60) : parts.k, parts.f, T(0));
    }
  const auto subnormal = x < (std::numeric_limits<T>::min)();
  const V scaled = x * select(subnormal, broadcast<V>(T(0x1p60)), broadcast<V>(T(1)));
  const log_parts<V> parts = log_split(scaled);
  const V k = parts.k - select(subnormal, broadcast<V>(T(60)), V{});
  const V y = select(x < ieee<T>::infinity, log_join(k, parts.f, V{}), x);
  const V otherwise = select(_detail::equals(x, V{}), broadcast<V>(-ieee<T>::infinity), broadcast<V>(ieee<T>::nan));
  return select(x > T(0), y, otherwise);
}

/// ln(1 + x) without cancellation near 0. log1p(−1) = −inf, log1p(x < −1) = NaN, log1p(inf) = inf; ±0 are returned as
/// they are.
/// Largest error: 0.9 ULP (float and double).
template <class V> [[gnu::always_inline]] constexpr V log1p(const V& x) noexcept {
  if constexpr (detail::refits<V>)
    if (detail::is_wide<V> || !__builtin_is_constant_evaluated())
      return detail::refit(x, [](const auto& v) { return math::log1p(v); });
  using namespace detail;
  using T = scalar_of<V>;
  constexpr T tiny = sizeof(T) == 4 ? T(0x1p-25) : T(0x1p-54);
  const auto usual = (x > T(-1)) & (x < ieee<T>::infinity);
  const V y = select(usual & ((math::abs)(x) > tiny), log1p_inside(select(usual, x, V{})), x);
  const V otherwise = select(x == T(-1), broadcast<V>(-ieee<T>::infinity), broadcast<V>(ieee<T>::nan));
  return select(x > T(-1), y, otherwise);
}

}  // namespace sinew::math
