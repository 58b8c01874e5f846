#pragma once
/// \file
/// What the arithmetic of the library needs of a compiler whose flags relax IEEE 754.
///
/// NaN and ∞ must exist: -ffinite-math-only, which -ffast-math and -Ofast imply, is refused. It removes the tests that
/// stop a diverging training and that define the limits of exp, log and softmax. Add -fno-finite-math-only; the other
/// flags of -ffast-math are accepted.
///
/// Accepted, with results as accurate as the docstrings say, up to an ULP or two:
///
///     -fassociative-math, -funsafe-math-optimizations   exp, log, and all functions built on them, round a number by
///                                                       adding and subtracting a constant, and add sums in an order
///                                                       that keeps rounding errors apart. SINEW_ROUNDED and
///                                                       SINEW_KEEP_ORDER keep these operations as they are written
///     -m32, -mfpmath=387, -fexcess-precision=fast       x87 registers are wider than float and double. SINEW_ROUNDED
///                                                       stores a number where its rounding matters
///     -freciprocal-math                                 quotients are an ULP less accurate
///     -ffp-contract=fast, -fno-math-errno,              harmless
///     -fno-trapping-math, -fno-signed-zeros
///
/// Programs that g++ links with -funsafe-math-optimizations or -ffast-math treat numbers below the normal ones as 0.

#include <sinew/config/namespace.hpp>

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ != 0)
#error "sinew needs NaN and infinity: add -fno-finite-math-only after -ffast-math, -Ofast or -ffinite-math-only"
#ifdef __clang__  // no warning beside the error
#if __has_warning("-Wnan-infinity-disabled")
#pragma clang diagnostic ignored "-Wnan-infinity-disabled"
#endif
#endif
#endif

/// SINEW_ROUNDED(x) is x, rounded to its type, as an operand that the compiler does not combine with others. It may
/// still be fused into a·b + c where flags permit. Under ordinary flags it is x itself.
/// SINEW_KEEP_ORDER, at the beginning of a function's body, does the second for all sums of the function where the
/// compiler cannot tell by a macro which flags it has (clang).
#if defined(SINEW_EXCESS_PRECISION)
#define SINEW_ROUNDED(...) ::sinew::_detail::rounded(__VA_ARGS__)
namespace SINEW_NAMESPACE::_detail {
/// v, stored to memory and loaded again: x87 rounds only there.
template <class V> [[gnu::always_inline]] constexpr V rounded(const V& v) noexcept {
  V stored = v;
  if (!__builtin_is_constant_evaluated()) __asm__("" : "+m"(stored));
  return stored;
}
}  // namespace sinew::_detail
#elif defined(__ASSOCIATIVE_MATH__)
#define SINEW_ROUNDED(...) __builtin_assoc_barrier(__VA_ARGS__)
#else
#define SINEW_ROUNDED(...) (__VA_ARGS__)
#endif
#if defined(__clang__) && __clang_major__ >= 18
#define SINEW_KEEP_ORDER _Pragma("clang fp reassociate(off) reciprocal(off)")
#elif defined(__clang__)
#define SINEW_KEEP_ORDER _Pragma("clang fp reassociate(off)")
#else
#define SINEW_KEEP_ORDER
#endif
