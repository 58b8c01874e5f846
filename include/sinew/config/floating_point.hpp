#pragma once
/// \file
/// Rejects compiler flags under which floating-point arithmetic no longer follows IEEE 754.
///
/// -ffinite-math-only removes the tests for NaN and ∞ that stop a diverging training and that define the limits of
/// exp, log and softmax. -fassociative-math cancels x + magic − magic, the rounding step of exp, tanh and all
/// functions built on them. -ffast-math and -Ofast imply both.
/// Accepted, because harmless: -ffp-contract=fast, -fno-math-errno, -fno-trapping-math.
/// Not detectable here: -fassociative-math and -funsafe-math-optimizations of clang, which announces only
/// -ffinite-math-only and -ffast-math, and what pragmas or attributes enable for single functions. g++ announces
/// -fassociative-math where it has an effect, that is, together with -fno-signed-zeros and -fno-trapping-math.

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ != 0) || \
    defined(__ASSOCIATIVE_MATH__)
#error "sinew needs IEEE 754 arithmetic: compile without -ffast-math, -Ofast, -ffinite-math-only and -fassociative-math"
#ifdef __clang__  // no warning beside the error
#if __has_warning("-Wnan-infinity-disabled")
#pragma clang diagnostic ignored "-Wnan-infinity-disabled"
#endif
#endif
#endif
