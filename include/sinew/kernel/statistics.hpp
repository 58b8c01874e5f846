#pragma once
/// \file
/// Sums over many values, and their mean and variance, for the normalization layers.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::kernel {

/// Two sums that are accumulated together.
template <class V> struct two_sums {
  V first{}, second{};
  [[gnu::always_inline]] constexpr two_sums& operator+=(const two_sums& more) noexcept {
    first += more.first;
    second += more.second;
    return *this;
  }
};

/// Σ f(i), i < count, in four independent accumulators to hide the latency of additions. The order of summation
/// depends only on count.
template <class S, class F> [[gnu::always_inline]] constexpr S sum_of(std::size_t count, F&& f) noexcept {
  S a{}, b{}, c{}, d{};
  const std::size_t fours = count - count % 4;
  for (std::size_t i = 0; i < fours; i += 4) {
    a += f(i);
    b += f(i + 1);
    c += f(i + 2);
    d += f(i + 3);
  }
  for (std::size_t i = fours; i < count; ++i) a += f(i);
  a += b;
  c += d;
  a += c;
  return a;
}

/// Both sums of f<V>(i), a two_sums<V>, over 0 ≤ i < count in steps of V: native packs, then single values.
template <class T, class F> [[gnu::always_inline]] constexpr two_sums<T> sums_along(std::size_t count, F&& f) noexcept {
  if (!scalar_only()) {
    using V = pack<T, native_lanes<T>>;
    const std::size_t vectors = count / lanes_of<V>, whole = vectors * lanes_of<V>;
    const auto wide =
        kernel::sum_of<two_sums<V>>(vectors, [&](std::size_t k) { return f.template operator()<V>(k * lanes_of<V>); });
    two_sums<T> all{sum<V>(wide.first), sum<V>(wide.second)};
    all +=
        kernel::sum_of<two_sums<T>>(count - whole, [&](std::size_t i) { return f.template operator()<T>(whole + i); });
    return all;
  }
  return kernel::sum_of<two_sums<T>>(count, [&](std::size_t i) { return f.template operator()<T>(i); });
}

/// Mean m and variance Σ (x − m)² / n of n values. They are computed from a guess at the mean and the sums of the
/// deviations d = x − guess:
///   m = guess + Σd / n;  variance = (Σd² − (Σd)² / n) / n
/// With a guess near the mean there is no cancellation, and the rounding of the guess is corrected.
/// Source: Chan, Golub, LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983).
template <class V> struct mean_and_variance {
  V mean{}, variance{};
  template <class T>
  [[gnu::always_inline]] static constexpr mean_and_variance from(const V& guess, const two_sums<V>& d, T n) noexcept {
    const V many = broadcast<V>(n), off = d.first / many;
    return {guess + off, V((d.second - d.first * off) / many)};
  }
};

}  // namespace sinew::kernel
