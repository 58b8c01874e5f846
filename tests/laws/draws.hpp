#pragma once
/// Inputs for the laws: draws(seed) makes a function that returns the next number in [−1, 1).

#include <cstdint>

#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>

namespace laws {

inline auto draws(std::uint64_t seed) {
  return [engine = sinew::Engine(seed)]() mutable { return sinew::uniform(engine, -1.0, 1.0); };
}

/// How far a derivative is from the numeric one: relative, but a small one is compared as if it were 0.01 (differences
/// of a loss around 10 are known to 10⁻¹⁰).
inline double relative_error(double numeric, double analytic) {
  const double size = analytic < 0 ? -analytic : analytic,
               off = numeric < analytic ? analytic - numeric : numeric - analytic;
  return off / (size > 0.01 ? size : 0.01);
}

}  // namespace laws
