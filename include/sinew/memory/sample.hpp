#pragma once
/// \file
/// The types the library accepts as one sample: N scalars whose number the compiler knows.
///
///     std::array<U, N>, U[N], std::span<U, N>   U is the net's scalar, or a byte: an 8-bit pixel p stands for p / 255
///
/// Anything else is a compile error that names the type given. No size is deduced at run time, and no scalar is
/// narrowed silently.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
template <class X> struct sample_of { static constexpr bool known = false; };
template <class U, std::size_t N> struct sample_of<std::array<U, N>> {
  static constexpr bool known = true;
  using scalar = U;
  static constexpr std::size_t extent = N;
};
template <class U, std::size_t N> struct sample_of<U[N]> : sample_of<std::array<std::remove_cv_t<U>, N>> {};
template <class U, std::size_t N>
requires(N != std::dynamic_extent) struct sample_of<std::span<U, N>> : sample_of<std::array<std::remove_cv_t<U>, N>> {
};
}  // namespace _detail

/// X holds N scalars of type T.
template <class X, class T, std::size_t N> concept SampleOf = [] {
  using Given = _detail::sample_of<std::remove_cvref_t<X>>;
  if constexpr (Given::known) return std::is_same_v<typename Given::scalar, T> && Given::extent == N;
  else return false;
}();
/// X holds N bytes, read as pixels.
template <class X, std::size_t N> concept PixelsOf = SampleOf<X, std::uint8_t, N>;
/// X is a valid input for a net of N inputs over the scalar T.
template <class X, class T, std::size_t N> concept InputSample = SampleOf<X, T, N> || PixelsOf<X, N>;

/// Writes to[i] = x[i], or x[i] / 255 for pixels. The division is a product with the rounded 1/255, which maps 0 and
/// 255 to exactly 0 and 1.
template <class T, std::size_t N, InputSample<T, N> X> constexpr void read_sample(const X& x, T* to) noexcept {
  const auto* from = &x[0];  // in a constant expression each operator[] is a call
  if constexpr (SampleOf<X, T, N>)
    for (std::size_t i = 0; i < N; ++i) to[i] = from[i];
  else
    for (std::size_t i = 0; i < N; ++i) to[i] = static_cast<T>(from[i]) * (T(1) / T(255));
}
namespace _detail {
/// Prefetches a sample, so that a shuffled gather does not wait for memory.
template <class X> constexpr void prefetch_sample(const X& x) noexcept {
  if (__builtin_is_constant_evaluated()) return;
  constexpr std::size_t bytes = sample_of<X>::extent * sizeof(x[0]), line = 64;
  const char* from = reinterpret_cast<const char*>(&x[0]);
  // into the second-level cache, because the first is in use
  for (std::size_t i = 0; i < bytes; i += line) __builtin_prefetch(from + i, 0, 2);
}
}  // namespace _detail
static_assert(_detail::equals(255.0f * (1.0f / 255.0f), 1.0f) && _detail::equals(255.0 * (1.0 / 255.0), 1.0));

}  // namespace sinew
