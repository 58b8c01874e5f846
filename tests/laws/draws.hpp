#pragma once
/// Inputs for the laws: draws(seed) makes a function that returns the next number in [−1, 1).

#include <cstdint>

#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/diagnose/numeric_slope.hpp>

namespace laws {

inline auto draws(std::uint64_t seed) {
  return [engine = sinew::Engine(seed)]() mutable { return sinew::uniform(engine, -1.0, 1.0); };
}

/// A derivative below this is compared as if it were as large: differences of a loss around 10 are known to 10⁻¹⁰.
inline constexpr double slope_floor = 0.01;
/// How far a derivative is from the numeric one.
inline double relative_error(double numeric, double analytic) {
  return sinew::_detail::slope_error(analytic, numeric, slope_floor);
}

}  // namespace laws
