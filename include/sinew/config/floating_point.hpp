#pragma once
/// \file
/// Refuses compiler flags under which floating point is no longer IEEE 754's.
///
/// -ffinite-math-only removes the tests for NaN and ∞ that end a diverging training and that give exp, log and softmax
/// their limits;
/// -fassociative-math cancels x + magic − magic, by which exp, tanh and all that is made of them round. -ffast-math and
/// -Ofast are both.
/// Harmless, and no part of this: -ffp-contract=fast, -fno-math-errno, -fno-trapping-math.
/// Not to be seen from here: clang's -fassociative-math and -funsafe-math-optimizations (clang announces
/// -ffinite-math-only and -ffast-math alone), and what pragmas or attributes switch on for one function. g++ announces
/// -fassociative-math where it has an effect, that is, with
/// -fno-signed-zeros and -fno-trapping-math.

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ != 0) || \
    defined(__ASSOCIATIVE_MATH__)
#error "sinew needs IEEE 754 arithmetic: compile without -ffast-math, -Ofast, -ffinite-math-only and -fassociative-math"
#ifdef __clang__  // nothing else is to be said: this error stands alone
#if __has_warning("-Wnan-infinity-disabled")
#pragma clang diagnostic ignored "-Wnan-infinity-disabled"
#endif
#endif
#endif
