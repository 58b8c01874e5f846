#pragma once
/// \file
/// The elementary functions of sinew, in namespace sinew::math: abs max min sqrt exp expm1 log log1p tanh sigmoid
/// softplus erf.
///
/// One template per function serves float, double and packs of them, at run time and (for scalars) in constant
/// expressions: no branch, no table, no call of libm, and a lane of a pack gets what the scalar gets (up to a unit in
/// the last place where the compiler contracts a·b + c differently). In a constant expression g++ takes NaN as
/// argument, clang rejects it.
///
/// Largest error met, in units in the last place (ULP) of the exact result, with FMA · without; docstrings round up,
/// and the tests hold that on a sample (on every float with -DSINEW_MATH_STRIDE=1):
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
/// Float: all 2^32 arguments in native packs, g++ 12, AVX-512 and plain x86-64, against vectorised double functions of
/// libm (within 4 ULP of double: 2^-27 of these), the worst case against long double; ±0, subnormals, ∞ and NaN are
/// among them and give what the docstrings say.
/// Double: some millions of arguments on intervals, against long double; larger errors may exist between them.
/// A unit is that of the exact result's binade, of the smallest normal number below it.

#include <sinew/simd/bits.hpp>
#include <sinew/simd/erf.hpp>
#include <sinew/simd/exp.hpp>
#include <sinew/simd/log.hpp>
#include <sinew/simd/logistic.hpp>
#include <sinew/simd/sqrt.hpp>
