#pragma once
/// \file
/// bernoulli_bits: 64 biased coins at once, the same on every platform and compiler.

#include <cstdint>

#include <sinew/config/namespace.hpp>
#include <sinew/random/engine.hpp>

namespace SINEW_NAMESPACE::_detail {

/// 64 independent bits, each 1 with probability exactly numerator / denominator.
/// Each bit compares a uniform number with the probability, one binary digit at a time. The digits of the uniform
/// number are that bit of successive draws; the first digit that differs decides.
/// Precondition: numerator ≤ denominator < 2⁶³.
/// Cost: one draw for 1/2, k draws for a multiple of 2⁻ᵏ, otherwise about eight.
constexpr std::uint64_t bernoulli_bits(Engine& engine, std::uint64_t numerator, std::uint64_t denominator) noexcept {
  if (numerator >= denominator) return ~std::uint64_t{0};
  std::uint64_t below = 0, undecided = ~std::uint64_t{0};
  for (std::uint64_t rest = numerator; rest > 0 && undecided > 0;) {  // rest / denominator: the remaining digits
    const std::uint64_t digits = engine();
    rest *= 2;
    if (rest >= denominator) {
      rest -= denominator;
      below |= undecided & ~digits;
      undecided &= digits;
    } else {
      undecided &= ~digits;
    }
  }
  return below;  // a number equal to the probability in all its digits is not below it
}

}  // namespace sinew::_detail
