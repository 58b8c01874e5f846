#pragma once
/// \file
/// What a net takes besides itself, where no object has that size: the stack of a call, the memory of an optimizer.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/optimizer_state.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/tile.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Bytes of an Optimizer<Formula, Net>.
template <class Formula, class Parameters>
inline constexpr std::size_t optimizer_bytes = sizeof(mistake::not_an_optimizer<Formula>);
template <class Formula, class Parameters>
requires requires { Formula::slots; }
inline constexpr std::size_t optimizer_bytes<Formula, Parameters> = sizeof(optimizer_state<Formula, Parameters>);

/// The values between layers, the outputs (before they are the caller's), and the frames of all functions on the way,
/// in which compilers keep the vectors that find no register: of large layers the accumulators of a tile as well,
/// twice, since not every compiler keeps them in registers everywhere. The margin is measured: tests/stack compares it
/// with what compilers say of themselves (-fstack-usage).
template <class T>
consteval std::size_t stack_bytes(std::size_t activations, std::size_t outputs, std::size_t multiply_adds) {
  const std::size_t vectors = multiply_adds > kernel::unrolled_weights ? 64 + 2 * kernel::accumulators : 64;
  return activations + whole_lines<T>(outputs) * sizeof(T) + vectors * vector_bytes;
}

}  // namespace sinew::_detail
