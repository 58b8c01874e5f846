#pragma once
/// \file
/// sqrt(x), correctly rounded, in constant expressions too.
///
/// At run time it is the processor's instruction, requested by name: `__builtin_sqrt` keeps a call of libm for x < 0,
/// which sets errno, and the call also prevents vectorisation.

#include <cstdint>
#include <limits>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::math {

namespace detail {

/// √x in a constant expression. Newton's iteration in double runs on the mantissa; then the integer root is corrected
/// by its remainder, which fits in 64 bits although the radicand does not.
template <class T> constexpr T sqrt_exact(T x) noexcept {
  using Ieee = ieee<T>;
  if (!(x > T(0))) return _detail::equals(x, T(0)) ? x : Ieee::nan;
  if (!(x < Ieee::infinity)) return x;
  const bool subnormal = x < (std::numeric_limits<T>::min)();
  const auto bits = to_bits(subnormal ? T(x * T(0x1p60)) : x);
  int exponent = int(bits >> Ieee::mantissa_bits) - int(Ieee::bias) - (subnormal ? 60 : 0);
  // x = radicand·2^(exponent − mantissa_bits)
  std::uint64_t radicand = (bits & Ieee::mantissa) | (Ieee::mantissa + 1);
  if (exponent % 2 != 0) {
    radicand *= 2;
    --exponent;
  }
  const double m = double(radicand) / double(Ieee::mantissa + 1);  // 1 ≤ m < 4
  double y = 0.5 + 0.5 * m;
  for (int i = 0; i < 6; ++i) y = 0.5 * (y + m / y);
  auto root = std::uint64_t(y * double(Ieee::mantissa + 1));
  auto rest = std::int64_t((radicand << Ieee::mantissa_bits) - root * root);  // small, so modulo 2^64 is enough
  while (rest < 0) {
    --root;
    rest += std::int64_t(2 * root + 1);
  }
  while (rest > std::int64_t(2 * root)) {
    rest -= std::int64_t(2 * root + 1);
    ++root;
  }
  if (rest > std::int64_t(root)) ++root;  // nearest; a tie is impossible
  const auto half = static_cast<typename Ieee::word>(exponent / 2 + int(Ieee::bias));
  return T(root) * (from_bits<T>(typename Ieee::word{half << Ieee::mantissa_bits}) / T(Ieee::mantissa + 1));
}

/// √x by the processor's instruction, for packs of 16, 32 or 64 bytes as the target has them. Other sizes are widened
/// or halved.
template <class V> [[gnu::always_inline]] inline V sqrt_hardware(const V& x) noexcept {
  using T [[maybe_unused]] = scalar_of<V>;
#if defined(__clang__) && __has_builtin(__builtin_elementwise_sqrt)
  return __builtin_elementwise_sqrt(x);
#elif defined(__SSE2__) || (defined(__aarch64__) && !defined(__clang__))
  [[maybe_unused]] constexpr bool single = std::is_same_v<T, float>;
  if constexpr (sizeof(V) < 16) {
    pack<T, 16 / sizeof(T)> wide{};
    __builtin_memcpy(&wide, &x, sizeof x);
    wide = detail::sqrt_hardware(wide);
    V root;
    __builtin_memcpy(&root, &wide, sizeof root);
    return root;
#if defined(__SSE2__)
  } else if constexpr (sizeof(V) == 16) {
    if constexpr (single) return __builtin_ia32_sqrtps(x);
    else return __builtin_ia32_sqrtpd(x);
#if defined(__AVX__)
  } else if constexpr (sizeof(V) == 32) {
    if constexpr (single) return __builtin_ia32_sqrtps256(x);
    else return __builtin_ia32_sqrtpd256(x);
#endif
#if defined(__AVX512F__) && defined(__clang__)
  } else if constexpr (sizeof(V) == 64) {
    if constexpr (single) return __builtin_ia32_sqrtps512(x, 4);
    else return __builtin_ia32_sqrtpd512(x, 4);
#elif defined(__AVX512F__)
  } else if constexpr (sizeof(V) == 64) {  // all lanes, current rounding mode
    if constexpr (single) return __builtin_ia32_sqrtps512_mask(x, x, -1, 4);
    else return __builtin_ia32_sqrtpd512_mask(x, x, -1, 4);
#endif
#else
  } else if constexpr (sizeof(V) == 16) {
    if constexpr (single) return __builtin_aarch64_sqrtv4sf(x);
    else return __builtin_aarch64_sqrtv2df(x);
#endif
  } else {
    return detail::halved(x, [](const auto& half) { return detail::sqrt_hardware(half); });
  }
#else
  return each_lane(x, [](T lane) {
    if constexpr (sizeof(T) == 4) return __builtin_sqrtf(lane);
    else return __builtin_sqrt(lane);
  });
#endif
}

}  // namespace detail

/// √x, correctly rounded. sqrt(−0) = −0, sqrt(x < 0) = NaN, sqrt(inf) = inf.
template <class V> [[gnu::always_inline]] constexpr V sqrt(const V& x) noexcept {
  if constexpr (lanes_of<V> == 1)
    if (__builtin_is_constant_evaluated()) return detail::sqrt_exact(x);
  return detail::sqrt_hardware(x);
}

}  // namespace sinew::math
