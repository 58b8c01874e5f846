#pragma once
/// \file
/// Access to the bits of floating-point numbers; abs, max and min, which are exact; Horner's rule. V is float, double
/// or a pack of them, here and in all headers of simd/math.hpp.
///
/// In a constant expression a call costs about as much as ten operations, and training calls these functions most
/// often. The innermost functions therefore write out bit casts and short polynomials, and ask
/// __builtin_is_constant_evaluated(), because the function of std is one more call.

#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/extremes.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::math {

namespace detail {

/// The bits of V's scalars as unsigned integers. Their arithmetic wraps, so moving exponents is defined for every
/// input.
template <class V> using bit_pattern = pack<std::make_unsigned_t<bits_of<scalar_of<V>>>, lanes_of<V>>;

template <class V> [[gnu::always_inline]] constexpr bit_pattern<V> to_bits(const V& v) noexcept {
  return __builtin_bit_cast(bit_pattern<V>, v);
}
template <class V> [[gnu::always_inline]] constexpr V from_bits(const bit_pattern<V>& bits) noexcept {
  return __builtin_bit_cast(V, bits);
}

/// Constants of IEEE 754 binary32 and binary64.
template <class T> struct ieee {
  static_assert(std::same_as<T, float> || std::same_as<T, double>, "sinew/simd/math.hpp knows float and double");
  using word = std::make_unsigned_t<bits_of<T>>;
  static constexpr int mantissa_bits = std::numeric_limits<T>::digits - 1;
  static constexpr word bias = std::numeric_limits<T>::max_exponent - 1;
  static constexpr word sign_bit = word{1} << (8 * sizeof(T) - 1);
  static constexpr word mantissa = (word{1} << mantissa_bits) - 1;
  static constexpr T infinity = std::numeric_limits<T>::infinity();
  static constexpr T nan = std::numeric_limits<T>::quiet_NaN();
  /// 1.5·2^mantissa_bits: x + magic rounds x to an integer, held in the lowest bits of the sum.
  static constexpr T magic = T(3) * T(word{1} << (mantissa_bits - 1));
};

/// ((c₀·x + c₁)·x + …) + cₙ, coefficients from the highest power down.
template <class V, class... C>
[[gnu::always_inline]] constexpr V horner(const V& x, scalar_of<V> highest, C... lower) noexcept {
  V sum = broadcast<V>(highest);
  ((sum = sum * x + lower), ...);
  return sum;
}

/// Whether V takes several registers. g++ compares and selects such packs lane by lane, so functions that compare or
/// select process them by halves.
template <class V> inline constexpr bool is_wide = sizeof(V) > vector_bytes;

/// f of the lower half and of the upper half of x, joined.
template <class V, class F> [[gnu::always_inline]] constexpr V halved(const V& x, F f) noexcept {
  using Half = pack<scalar_of<V>, lanes_of<V> / 2>;
  Half low, high;
  __builtin_memcpy(&low, &x, sizeof low);
  __builtin_memcpy(&high, reinterpret_cast<const char*>(&x) + sizeof low, sizeof high);
  low = f(low);
  high = f(high);
  V y;
  __builtin_memcpy(&y, &low, sizeof low);
  __builtin_memcpy(reinterpret_cast<char*>(&y) + sizeof low, &high, sizeof high);
  return y;
}

/// Whether another form of V is faster: a wide pack by halves, and a single scalar in the lanes of a vector. A
/// scalar's bits then need not move to an integer register and back, and a selection is not a branch.
template <class V> inline constexpr bool refits = is_wide<V> || (lanes_of<V> == 1 && native_lanes<scalar_of<V>> > 1);
template <class V, class F> [[gnu::always_inline]] constexpr V refit(const V& x, F f) noexcept {
  if constexpr (is_wide<V>) return detail::halved(x, f);
  else return f(broadcast<pack<V, 16 / sizeof(V)>>(x))[0];
}

/// `magnitude` with the sign of `signed_by`. The magnitude must not be negative.
template <class V> [[gnu::always_inline]] constexpr V with_sign(const V& magnitude, const V& signed_by) noexcept {
  using Bits = bit_pattern<V>;
  return __builtin_bit_cast(
      V, __builtin_bit_cast(Bits, magnitude) | (__builtin_bit_cast(Bits, signed_by) & ieee<scalar_of<V>>::sign_bit));
}

}  // namespace detail

/// |x|: clears the sign bit, also of zeros and NaN. Exact.
template <class V> [[gnu::always_inline]] constexpr V(abs)(const V& x) noexcept {
  return __builtin_bit_cast(V, __builtin_bit_cast(detail::bit_pattern<V>, x) & ~detail::ieee<scalar_of<V>>::sign_bit);
}

namespace detail {

/// The smallest normal number.
template <class T> inline constexpr T least_normal = (std::numeric_limits<T>::min)();

/// v with +0 for numbers below the normal ones, which processors multiply up to a hundred times slower. What decays by
/// a factor would otherwise stay there: 0.9 of a few units of the smallest number rounds to the same number.
template <class V> [[gnu::always_inline]] constexpr V flushed(const V& v) noexcept {
  using T = scalar_of<V>;
  if constexpr (lanes_of<V> == 1) return v < least_normal<T> && v > -least_normal<T> ? T(0) : v;
  else if constexpr (is_wide<V>) return detail::halved(v, [](const auto& half) { return detail::flushed(half); });
  else return select((math::abs)(v) < least_normal<T>, V{}, v);
}

}  // namespace detail

/// The larger of each lane of a and the scalar b.
template <class V>
requires(lanes_of<V> > 1) [[gnu::always_inline]] constexpr V(max)(const V& a, scalar_of<V> b) noexcept {
  if constexpr (detail::is_wide<V>) return detail::halved(a, [b](const auto& half) { return (math::max)(half, b); });
  else return (math::max)(a, broadcast<V>(b));
}

/// The smaller of each lane of a and the scalar b.
template <class V>
requires(lanes_of<V> > 1) [[gnu::always_inline]] constexpr V(min)(const V& a, scalar_of<V> b) noexcept {
  if constexpr (detail::is_wide<V>) return detail::halved(a, [b](const auto& half) { return (math::min)(half, b); });
  else return (math::min)(a, broadcast<V>(b));
}

}  // namespace sinew::math
