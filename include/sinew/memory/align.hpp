#pragma once
/// \file
/// Sizes, alignment and starts of the slices of one flat array.

#include <array>
#include <bit>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Bytes of a cache line; parameters and workspaces are aligned to it.
inline constexpr std::size_t line_bytes = 64;

/// n scalars of type T, rounded up to whole cache lines.
template <class T> constexpr std::size_t whole_lines(std::size_t n) noexcept {
  constexpr std::size_t line = line_bytes / sizeof(T);
  return (n + line - 1) / line * line;
}

/// The alignment of a slice of n scalars, in scalars. A large slice is aligned to a cache line, even of 16-bit
/// scalars. A small slice is aligned to its own size rounded up to a power of two, so tiny nets stay tiny and no slice
/// crosses more cache lines than necessary.
constexpr std::size_t slice_alignment(std::size_t n) noexcept {
  return min_of<std::size_t>(32, std::bit_ceil(max_of<std::size_t>(n, 1)));
}

/// The starts of N consecutive slices. The last entry is the total, padded so that slices of slices stay aligned.
template <std::size_t N>
constexpr std::array<std::size_t, N + 1> slice_starts(const std::array<std::size_t, N>& sizes) noexcept {
  std::array<std::size_t, N + 1> start{};
  std::size_t end = 0;
  auto align = [](std::size_t at, std::size_t to) { return (at + to - 1) / to * to; };
  for (std::size_t i = 0; i < N; ++i) {
    start[i] = align(end, slice_alignment(sizes[i]));
    end = start[i] + sizes[i];
  }
  start[N] = align(end, slice_alignment(end));
  return start;
}

}  // namespace sinew::_detail
