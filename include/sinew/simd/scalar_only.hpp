#pragma once
/// \file
/// always_scalar and scalar_only(): whether code runs value by value instead of in vectors.
///
/// A file compiled with -DSINEW_SCALAR runs at run time the code that constant expressions run: plain loops, no
/// vectors, sums in ascending order. With -ffp-contract=off as well (no fused a·b + c), training gives the same bits
/// as during compilation, on every machine. Most of the speed is lost. Files with and without the macro have different
/// types (config/namespace.hpp).

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::simd {

/// Whether the file is compiled with -DSINEW_SCALAR.
#if defined(SINEW_SCALAR)
inline constexpr bool always_scalar = true;
#else
inline constexpr bool always_scalar = false;
#endif

/// Whether code runs value by value: always under SINEW_SCALAR, and during constant evaluation, where no compiler
/// supports whole vectors.
[[gnu::always_inline]] constexpr bool scalar_only() noexcept {
  return always_scalar || __builtin_is_constant_evaluated();
}

}  // namespace sinew::simd
