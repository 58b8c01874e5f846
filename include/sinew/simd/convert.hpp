#pragma once
/// \file
/// widen and narrow: integers of another size, lane by lane. Each step changes the size by a factor of 2, because g++
/// 12 takes packs apart for larger factors.

#include <cstddef>
#include <cstdint>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::simd {

namespace detail {
template <std::size_t Bytes> struct unsigned_of { using type = std::uint8_t; };
template <> struct unsigned_of<2> { using type = std::uint16_t; };
template <> struct unsigned_of<4> { using type = std::uint32_t; };
}  // namespace detail

/// Converts unsigned integers to a larger type.
template <class To, class From> [[gnu::always_inline]] constexpr To widen(const From& from) noexcept {
  constexpr std::size_t bytes = sizeof(scalar_of<From>), n = lanes_of<To>;
  if constexpr (n == 1) return static_cast<To>(from);
  else if constexpr (sizeof(scalar_of<To>) <= 2 * bytes) return __builtin_convertvector(from, To);
  else return simd::widen<To>(__builtin_convertvector(from, pack<typename detail::unsigned_of<2 * bytes>::type, n>));
}
/// Converts integers to a smaller type, which must hold their values.
template <class To, class From> [[gnu::always_inline]] constexpr To narrow(const From& from) noexcept {
  constexpr std::size_t bytes = sizeof(scalar_of<From>), n = lanes_of<To>;
  if constexpr (n == 1) return static_cast<To>(from);
  else if constexpr (2 * sizeof(scalar_of<To>) >= bytes) return __builtin_convertvector(from, To);
  else return simd::narrow<To>(__builtin_convertvector(from, pack<typename detail::unsigned_of<bytes / 2>::type, n>));
}

}  // namespace sinew::simd
