#pragma once
/// \file
/// The elementary functions of sinew, in namespace sinew::math: abs max min sqrt exp expm1 log log1p tanh sigmoid
/// softplus erf.
///
/// One template per function serves float, double and packs of them at run time, and scalars in constant expressions.
/// There is no branch, no table and no call of libm. A lane of a pack gets the scalar's result, up to a unit in the
/// last place where the compiler contracts a·b + c differently. In a constant expression g++ accepts NaN as an
/// argument; clang rejects it.
///
/// Largest error observed, in units in the last place (ULP) of the exact result, with FMA · without. Docstrings round
/// it up. The tests check the docstrings on a sample, and on every float with -DSINEW_MATH_STRIDE=1.
///
///     function   float          double
///     exp        1.04 · 1.01    1.02 · 0.98
///     expm1      1.55 · 1.66    1.94 · 1.97
///     log        0.76 · 0.84    0.76 · 0.82
///     log1p      0.76 · 0.84    0.76 · 0.81
///     tanh       5.59 · 5.67    2.62 · 2.53
///     sigmoid    3.22 · 3.20    2.47 · 2.53
///     softplus   1.61 · 1.68    1.63 · 1.65
///     erf        1.10 · 1.20    1.06 · 1.27
///     sqrt       correctly rounded
///
/// Float: all 2^32 arguments in native packs, g++ 12, AVX-512 and plain x86-64. The reference is libm's vectorised
/// double functions (within 4 ULP of double, 2^-27 ULP of float); the worst case is compared with long double. ±0,
/// subnormals, ∞ and NaN are included and give what the docstrings say.
/// Double: some millions of arguments on intervals, compared with long double; larger errors may exist between them.
/// A ULP is that of the exact result's binade; below the smallest normal number it is that number's.

#include <sinew/simd/bits.hpp>
#include <sinew/simd/erf.hpp>
#include <sinew/simd/exp.hpp>
#include <sinew/simd/log.hpp>
#include <sinew/simd/logistic.hpp>
#include <sinew/simd/sqrt.hpp>
