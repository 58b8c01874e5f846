#pragma once
/// \file
/// Memory that is not the size of an object: the stack of a call, and the memory of an optimizer.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/optimizer_state.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/tile.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Bytes of an `Optimizer<Formula, Net>`.
template <class Formula, class Parameters> inline constexpr std::size_t optimizer_bytes =
    sizeof(decltype(mistake::tell(mistake::of<mistake::not_an_optimizer<Formula>>)));
template <class Formula, class Parameters>
requires requires { Formula::slot_count; }
inline constexpr std::size_t optimizer_bytes<Formula, Parameters> = sizeof(optimizer_state<Formula, Parameters>);

/// An upper bound for the stack of net(x): the values between layers, the outputs before they are copied to the caller,
/// and the frames of all functions on the way. The frames hold the vectors that compilers spill. For large layers these
/// include the accumulators of a tile, twice, because not every compiler keeps them in registers. The margin is
/// measured: tests/stack compares it with the figures of compilers (-fstack-usage).
template <class T>
consteval std::size_t stack_bytes(std::size_t activations, std::size_t outputs, std::size_t multiply_adds) {
  const std::size_t vectors = multiply_adds > kernel::unrolled_weights ? 72 + 2 * kernel::accumulators : 64;
  return activations + whole_lines<T>(outputs) * sizeof(T) + vectors * max_of<std::size_t>(16, vector_bytes);
}

}  // namespace sinew::_detail
