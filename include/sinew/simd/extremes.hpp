#pragma once
/// \file
/// math::max(a, b) = b > a ? b : a and math::min(a, b) = b < a ? b : a, lane by lane; a if one of them is NaN.
///
/// The instructions are requested by name, as in sqrt. g++ 12 recognizes a vector's `a > b ? a : b` as a maximum only
/// under -ffast-math; otherwise it compares and selects, at four times the latency. clang, and g++ for other targets,
/// recognize it.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::math {

#if defined(__SSE2__) && defined(__GNUC__) && !defined(__clang__)
#define SINEW_EXTREME_OF_TWO(scalar, instruction)         \
  if (!__builtin_is_constant_evaluated())                 \
    if constexpr (std::is_same_v<V, scalar>) {            \
      using P = pack<scalar, 16 / sizeof(scalar)>;        \
      return __builtin_ia32_##instruction(P{b}, P{a})[0]; \
    }
#define SINEW_EXTREME(lanes, scalar, width, instruction, ...)                                                \
  if (!__builtin_is_constant_evaluated())                                                                    \
    if constexpr (std::is_same_v<scalar_of<V>, scalar> && lanes_of<V> == lanes && sizeof(V) <= vector_bytes) \
      return __builtin_ia32_##instruction##width(b, a __VA_OPT__(, ) __VA_ARGS__);
#else
#define SINEW_EXTREME(...)
#define SINEW_EXTREME_OF_TWO(...)
#endif

/// The larger of a and b; a if they are equal (+0 and −0 are) or one of them is NaN. max(x, V{}) therefore keeps a NaN
/// in x.
template <class V> [[gnu::always_inline]] constexpr V(max)(const V& a, const V& b) noexcept {
  if constexpr (lanes_of<V> == 1)
    if (__builtin_is_constant_evaluated()) return b > a ? b : a;
  SINEW_EXTREME_OF_TWO(float, maxps)
  SINEW_EXTREME_OF_TWO(double, maxpd)
  SINEW_EXTREME(4, float, , maxps)
  SINEW_EXTREME(2, double, , maxpd)
#if defined(__AVX__)
  SINEW_EXTREME(8, float, 256, maxps)
  SINEW_EXTREME(4, double, 256, maxpd)
#endif
#if defined(__AVX512F__)
  SINEW_EXTREME(16, float, 512_mask, maxps, b, static_cast<unsigned short>(-1), 4)
  SINEW_EXTREME(8, double, 512_mask, maxpd, b, static_cast<unsigned char>(-1), 4)
#endif
  return select(b > a, b, a);
}
/// The smaller of a and b; a if they are equal or one of them is NaN.
template <class V> [[gnu::always_inline]] constexpr V(min)(const V& a, const V& b) noexcept {
  if constexpr (lanes_of<V> == 1)
    if (__builtin_is_constant_evaluated()) return b < a ? b : a;
  SINEW_EXTREME_OF_TWO(float, minps)
  SINEW_EXTREME_OF_TWO(double, minpd)
  SINEW_EXTREME(4, float, , minps)
  SINEW_EXTREME(2, double, , minpd)
#if defined(__AVX__)
  SINEW_EXTREME(8, float, 256, minps)
  SINEW_EXTREME(4, double, 256, minpd)
#endif
#if defined(__AVX512F__)
  SINEW_EXTREME(16, float, 512_mask, minps, b, static_cast<unsigned short>(-1), 4)
  SINEW_EXTREME(8, double, 512_mask, minpd, b, static_cast<unsigned char>(-1), 4)
#endif
  return select(b < a, b, a);
}

#undef SINEW_EXTREME
#undef SINEW_EXTREME_OF_TWO

}  // namespace sinew::math
