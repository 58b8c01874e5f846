#pragma once
/// \file
/// Ratio<Num, Den>: a real number as a template argument, as in Dropout<Ratio<1, 5>>.

#include <cstdint>
#include <limits>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

/// The number Num / Den. Any type with the members num and den works as well: Epsilon<std::milli>.
/// Floating-point template arguments are not used: they need clang 18, and each compiler prints them differently.
template <std::intmax_t Num, std::intmax_t Den> struct Ratio { static constexpr std::intmax_t num = Num, den = Den; };

namespace _detail {

/// The value of a ratio. NaN, which lies within no bounds, for a type that is no ratio and for a denominator below 1.
template <class R> consteval double number_of() {
  if constexpr (requires {
                  R::num / 1.0;
                  R::den / 1.0;
                })
    if (R::den > 0) return static_cast<double>(R::num) / static_cast<double>(R::den);
  return std::numeric_limits<double>::quiet_NaN();
}
template <class T, class R> inline constexpr T ratio_value = static_cast<T>(_detail::number_of<R>());

}  // namespace _detail
}  // namespace sinew
