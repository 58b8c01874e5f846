#pragma once
/// \file
/// always_scalar: whether a program's arithmetic goes value by value at run time too.
///
/// Compiled with -DSINEW_SCALAR, a program runs the code that constant expressions run: plain loops, no vectors, sums
/// in ascending order.
/// With -ffp-contract=off besides (no fused a·b + c), training gives the bits that it gives during compilation, on
/// every machine. All of a program's files must agree on it. It costs most of the speed.

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::simd {

#if defined(SINEW_SCALAR)
inline constexpr bool always_scalar = true;
#else
inline constexpr bool always_scalar = false;
#endif

/// Whether code goes value by value: always, or because it is being evaluated during compilation, where no compiler has
/// whole vectors.
[[gnu::always_inline]] constexpr bool scalar_only() noexcept {
  return always_scalar || __builtin_is_constant_evaluated();
}

}  // namespace sinew::simd
