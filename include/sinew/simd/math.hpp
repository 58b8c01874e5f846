#pragma once
/// \file
/// The elementary functions of sinew, in namespace sinew::math: abs max min sqrt exp expm1 log log1p tanh sigmoid softplus erf.
///
/// One template per function serves float, double and packs of them, at run time and (for scalars) in constant expressions:
/// no branch, no table, no call of libm, and a lane of a pack gets what the scalar gets (up to a unit in the last place where
/// the compiler contracts a·b + c differently). Their largest errors stand in each docstring, measured in units in the last
/// place (ULP) of the result. In a constant expression g++ takes NaN as argument, clang rejects it.
/// Not for -ffast-math (its -fassociative-math undoes the reduction of arguments): Inf and NaN have no meaning there anyway.

#include <sinew/simd/bits.hpp>
#include <sinew/simd/erf.hpp>
#include <sinew/simd/exp.hpp>
#include <sinew/simd/log.hpp>
#include <sinew/simd/logistic.hpp>
#include <sinew/simd/sqrt.hpp>
