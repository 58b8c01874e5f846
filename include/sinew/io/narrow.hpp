#pragma once
/// \file
/// The 16-bit floating-point formats of files: F16 (IEEE 754 binary16) and BF16 (the upper half of a float).

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A format of 1 sign bit, `Exponent` bits of exponent and `Mantissa` bits of mantissa. All conversions work on bits,
/// so they do not depend on flags of the compiler.
template <unsigned Exponent, unsigned Mantissa> struct narrow_format {
  static constexpr unsigned most_exponent = (1u << Exponent) - 1;
  static constexpr int bias = (1 << (Exponent - 1)) - 1;

  /// The nearest number of the format, ties to even; ±∞ beyond its largest. NaN stays NaN.
  static constexpr std::uint16_t from(double v) noexcept {
    const auto bits = std::bit_cast<std::uint64_t>(v);
    const auto minus = static_cast<unsigned>(bits >> 63) << 15;
    const int exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1023;
    const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
    constexpr unsigned infinite = most_exponent << Mantissa;
    if (exponent == 1024)
      return static_cast<std::uint16_t>(minus | infinite | (fraction != 0 ? 1u << (Mantissa - 1) : 0));
    const int below =
        exponent < 1 - bias ? 1 - bias - exponent : 0;  // so many bits less in numbers below the normal ones
    const int shift = 52 - static_cast<int>(Mantissa) + below;
    if (shift > 53) return static_cast<std::uint16_t>(minus);  // below half of the smallest number; 0 too
    const std::uint64_t significand = fraction | std::uint64_t{1} << 52;
    const std::uint64_t rest = significand & ((std::uint64_t{1} << shift) - 1), half = std::uint64_t{1} << (shift - 1);
    std::uint64_t kept = significand >> shift;
    if (rest > half || (rest == half && (kept & 1) != 0)) ++kept;
    // The leading bit of a normal number counts as 1 in its exponent, and a carry out of the mantissa does so too.
    if (below == 0) kept += static_cast<std::uint64_t>(exponent + bias - 1) << Mantissa;
    return static_cast<std::uint16_t>(minus | (kept > infinite ? infinite : static_cast<unsigned>(kept)));
  }
  /// The number that the bits mean.
  static constexpr double to(std::uint16_t bits) noexcept {
    const auto minus = std::uint64_t{bits} >> 15 << 63;
    const unsigned exponent = bits >> Mantissa & most_exponent;
    const std::uint64_t fraction = bits & ((1u << Mantissa) - 1);
    if (exponent == 0) {  // fraction · 2^(1 − bias − Mantissa), exactly
      const double unit =
          std::bit_cast<double>(static_cast<std::uint64_t>(1024 - bias - static_cast<int>(Mantissa)) << 52);
      return std::bit_cast<double>(minus | std::bit_cast<std::uint64_t>(static_cast<double>(fraction) * unit));
    }
    const std::uint64_t wide = exponent == most_exponent ? 0x7ff : exponent + static_cast<unsigned>(1023 - bias);
    return std::bit_cast<double>(minus | wide << 52 | fraction << (52 - Mantissa));
  }
};
using binary16 = narrow_format<5, 10>;
using bfloat16 = narrow_format<8, 7>;

/// Whether v is neither infinite nor NaN, by its bits.
constexpr bool is_finite(float v) noexcept { return (std::bit_cast<std::uint32_t>(v) & 0x7f800000u) != 0x7f800000u; }
constexpr bool is_finite(double v) noexcept { return (std::bit_cast<std::uint64_t>(v) >> 52 & 0x7ff) != 0x7ff; }

/// A number of bytes or elements in memory. (A cast of an unsigned long to itself would be a warning.)
template <class N> constexpr std::size_t in_memory(N n) noexcept {
  if constexpr (std::is_same_v<N, std::size_t>) return n;
  else return static_cast<std::size_t>(n);
}
/// The value of type T whose bytes are in little-endian order at `from`.
template <class T> T from_little_endian(const unsigned char* from) noexcept {
  static_assert(std::endian::native == std::endian::little || std::endian::native == std::endian::big);
  T value;
  if constexpr (std::endian::native == std::endian::little) __builtin_memcpy(&value, from, sizeof value);
  else {
    unsigned char turned[sizeof(T)];
    for (unsigned i = 0; i < sizeof(T); ++i) turned[i] = from[sizeof(T) - 1 - i];
    __builtin_memcpy(&value, turned, sizeof value);
  }
  return value;
}
/// Writes the bytes of v in little-endian order.
template <class T> void to_little_endian(const T& v, unsigned char* to) noexcept {
  __builtin_memcpy(to, &v, sizeof v);
  if constexpr (std::endian::native == std::endian::big)
    for (unsigned i = 0, j = sizeof(T) - 1; i < j; ++i, --j) {
      const unsigned char byte = to[i];
      to[i] = to[j];
      to[j] = byte;
    }
}

}  // namespace sinew::_detail
