#pragma once
/// \file
/// greater(a, b) = a > b ? a : b and less(a, b) = a < b ? a : b, lane by lane; b where one of them is NaN.
/// Instructions asked for by name, as sqrt is: g++ 12 compares and selects instead (four times the latency), because it
/// takes a vector's `a > b ? a : b` for a maximum with -ffast-math alone. clang, and g++ for other targets, see it by
/// themselves.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::simd {

#if defined(__SSE2__) && defined(__GNUC__) && !defined(__clang__)
#define SINEW_EXTREME_OF_TWO(scalar, instruction)         \
  if (!__builtin_is_constant_evaluated())                 \
    if constexpr (std::is_same_v<V, scalar>) {            \
      using P = pack<scalar, 16 / sizeof(scalar)>;        \
      return __builtin_ia32_##instruction(P{a}, P{b})[0]; \
    }
#define SINEW_EXTREME(lanes, scalar, width, instruction, ...)                                                \
  if (!__builtin_is_constant_evaluated())                                                                    \
    if constexpr (std::is_same_v<scalar_of<V>, scalar> && lanes_of<V> == lanes && sizeof(V) <= vector_bytes) \
      return __builtin_ia32_##instruction##width(a, b __VA_OPT__(, ) __VA_ARGS__);
#else
#define SINEW_EXTREME(...)
#define SINEW_EXTREME_OF_TWO(...)
#endif

template <class V> [[gnu::always_inline]] constexpr V greater(const V& a, const V& b) noexcept {
  SINEW_EXTREME_OF_TWO(float, maxps)
  SINEW_EXTREME_OF_TWO(double, maxpd)
  SINEW_EXTREME(4, float, , maxps)
  SINEW_EXTREME(2, double, , maxpd)
#if defined(__AVX__)
  SINEW_EXTREME(8, float, 256, maxps)
  SINEW_EXTREME(4, double, 256, maxpd)
#endif
#if defined(__AVX512F__)
  SINEW_EXTREME(16, float, 512_mask, maxps, a, static_cast<unsigned short>(-1), 4)
  SINEW_EXTREME(8, double, 512_mask, maxpd, a, static_cast<unsigned char>(-1), 4)
#endif
  return select(a > b, a, b);
}
template <class V> [[gnu::always_inline]] constexpr V less(const V& a, const V& b) noexcept {
  SINEW_EXTREME_OF_TWO(float, minps)
  SINEW_EXTREME_OF_TWO(double, minpd)
  SINEW_EXTREME(4, float, , minps)
  SINEW_EXTREME(2, double, , minpd)
#if defined(__AVX__)
  SINEW_EXTREME(8, float, 256, minps)
  SINEW_EXTREME(4, double, 256, minpd)
#endif
#if defined(__AVX512F__)
  SINEW_EXTREME(16, float, 512_mask, minps, a, static_cast<unsigned short>(-1), 4)
  SINEW_EXTREME(8, double, 512_mask, minpd, a, static_cast<unsigned char>(-1), 4)
#endif
  return select(a < b, a, b);
}

#undef SINEW_EXTREME
#undef SINEW_EXTREME_OF_TWO

}  // namespace sinew::simd
