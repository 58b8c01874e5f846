#pragma once
/// \file
/// Uniform and normal numbers, unbiased indices and shuffles, with the same values on every platform and compiler.
///
/// The values do not depend on how the compiler treats a·b + c: no mathematics library is called, and every product
/// that is added to something is exact, so that fusing the two changes nothing, and the order of sums is kept under
/// -fassociative-math. float uses the same draws as double and keeps fewer bits, so both scalars make the same random
/// decisions. On x87 (config/floating_point.hpp) sums are rounded twice, so the last bit of one double in a thousand
/// may differ.

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/floating_point.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/random/engine.hpp>

namespace SINEW_NAMESPACE {

/// A number in [0, 1): a multiple of 2⁻⁵³ (double) or 2⁻²⁴ (float), all equally likely.
/// Cost: one draw.
template <std::floating_point T> constexpr T uniform(Engine& engine) noexcept {
  if constexpr (std::numeric_limits<T>::digits < 53) return static_cast<T>(engine() >> 40) * T(0x1p-24);
  else return static_cast<T>(engine() >> 11) * T(0x1p-53);
}

namespace _detail {
// The leading 26 bits of the significand of a.
constexpr double leading_half(double a) noexcept {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(a) & ~std::uint64_t{0x7ffffff});
}

// a·b + c with b cut to 52 bits. Halves of 26 or 27 bits have exact products, so each sum rounds once, fused or not.
constexpr double portable_multiply_add(double a, double b, double c) noexcept {
  SINEW_KEEP_ORDER
  b = std::bit_cast<double>(std::bit_cast<std::uint64_t>(b) & ~std::uint64_t{1});
  const double a1 = leading_half(a), a2 = a - a1, b1 = leading_half(b), b2 = b - b1;
  double result = SINEW_ROUNDED(c + a1 * b1);
  result = SINEW_ROUNDED(result + a1 * b2);
  result = SINEW_ROUNDED(result + a2 * b1);
  return SINEW_ROUNDED(result + a2 * b2);
}

// True with probability 1/√e: whether the run ½ > u₁ > u₂ > … has an even length (algorithm H of the source of
// `normal`).
constexpr bool root_of_e(Engine& engine) noexcept {
  std::uint64_t last = std::uint64_t{1} << 63;
  for (bool even = true;; even = !even) {
    const std::uint64_t u = engine();
    if (u >= last) return even;
    last = u;
  }
}
}  // namespace _detail

/// A number in [low, high): low + (high − low)·u. Rounding never gives high unless low == high.
/// Precondition: low <= high; both are finite, and so is their distance.
/// Cost: one draw.
template <std::floating_point T> constexpr T uniform(Engine& engine, T low, T high) noexcept {
  _detail::precondition(low <= high && high - low <= (std::numeric_limits<T>::max)(),
                        "uniform(engine, low, high): found {} and {}, expected finite low <= high", low, high);
  const double u = static_cast<double>(uniform<T>(engine)), width = static_cast<double>(SINEW_ROUNDED(high - low));
  const T result = SINEW_ROUNDED(static_cast<T>(_detail::portable_multiply_add(width, u, static_cast<double>(low))));
  return result < high ? result : low;
}

/// An integer in 0 … n − 1, each exactly equally likely.
/// Precondition: n > 0.
/// Cost: one draw, rarely more.
/// Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019), for n below 2³²; by
/// rejection for larger n.
constexpr std::size_t uniform_index(Engine& engine, std::size_t n) noexcept {
  _detail::precondition(n > 0, "uniform_index(engine, n) needs n > 0");
  const std::uint64_t count = n;
  if (count <= 0xffffffffu) {
    for (;;) {
      const std::uint64_t product = (engine() >> 32) * count, rest = product & 0xffffffffu;
      // rarely divides
      if (rest >= count || rest >= 0x100000000u % count) return static_cast<std::uint32_t>(product >> 32);
    }
  }
  const int unused = std::countl_zero(count - 1);
  for (;;)
    if (const std::uint64_t candidate = engine() >> unused; candidate < count)
      return static_cast<std::size_t>(candidate);
}

/// A number from the standard normal distribution, with mean 0 and standard deviation 1.
/// The method is exact: x = ±(k + u), with an integer k and a uniform u that are accepted with exactly the right
/// probability by comparing uniform integers. It uses no table, no logarithm and no cut tail, so all moments and P(|x|
/// > 8) are those of the normal distribution. Only the result is rounded: u to a multiple of 2⁻⁵³, then the sum to T.
/// Cost: about ten draws.
/// Source: Karney, "Sampling exactly from the normal distribution", ACM TOMS 42 (2016), algorithm N, in 64-bit
/// deviates.
template <std::floating_point T> constexpr T normal(Engine& engine) noexcept {
  for (;;) {
    std::uint64_t k = 0;
    while (_detail::root_of_e(engine)) ++k;  // e^(−k/2)
    bool accepted = true;
    // e^(−k(k − 1)/2)
    for (std::uint64_t i = 0; accepted && i < k * (k - 1); ++i) accepted = _detail::root_of_e(engine);
    if (!accepted) continue;
    const std::uint64_t x = engine();
    // e^(−x(2k + x)/2), in k + 1 parts
    for (std::uint64_t i = 0; accepted && i <= k; ++i) {
      std::uint64_t last = x;
      for (bool even = true;; even = !even) {
        const std::uint64_t u = engine();
        bool longer = u < last;
        // and with probability (2k + x)/(2k + 2)
        if (longer) {
          const std::uint64_t sides = 2 * k + 2, side = uniform_index(engine, static_cast<std::size_t>(sides));
          longer = side < 2 * k || (side == 2 * k && engine() < x);
        }
        if (!longer) {
          accepted = even;
          break;
        }
        last = u;
      }
    }
    if (!accepted) continue;
    const double magnitude = SINEW_ROUNDED(static_cast<double>(k) + static_cast<double>(x >> 11) * 0x1p-53);
    // the lowest bit, which the magnitude leaves out, is the sign
    return SINEW_ROUNDED(static_cast<T>((x & 1) != 0 ? -magnitude : magnitude));
  }
}

/// A number from the normal distribution with this mean and standard deviation: mean + deviation·normal(engine).
template <std::floating_point T> constexpr T normal(Engine& engine, T mean, T deviation) noexcept {
  return SINEW_ROUNDED(static_cast<T>(_detail::portable_multiply_add(
      static_cast<double>(deviation), normal<double>(engine), static_cast<double>(mean))));
}

/// Shuffles the values; all orders are equally likely. `values` is a span or converts to one, such as std::vector or
/// std::array.
/// Cost: one draw per value, rarely more.
/// Source: Fisher–Yates from the back; Durstenfeld, CACM 7 (1964), algorithm 235.
template <class Values>
requires requires(Values& values) { std::span(values); }
constexpr void shuffle(Values&& values, Engine& engine) noexcept {
  const std::span view_of_values(values);
  auto* const view = view_of_values.data();
  for (std::size_t i = view_of_values.size(); i > 1; --i) {
    const std::size_t j = uniform_index(engine, i);
    auto held = (std::move)(view[i - 1]);
    if (i - 1 != j) view[i - 1] = (std::move)(view[j]);  // moving a value onto itself may empty it
    view[j] = (std::move)(held);
  }
}

}  // namespace sinew
