#pragma once
/// \file
/// The loops that kernels are written with: unrolled, over features, over blocks of samples.
///
/// `sweep`, `cover` and `each_block` distinguish run time from constant evaluation, where no compiler supports whole
/// vectors and values are processed one by one. One source serves both.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::simd {

namespace detail {
// A named function: with a lambda inside `unroll` clang stops inlining, and two thirds of the speed are lost.
template <class F, std::size_t... J>
[[gnu::always_inline]] constexpr void unroll_over(F&& f, std::index_sequence<J...>) {
  (f(std::integral_constant<std::size_t, J>{}), ...);
}
}  // namespace detail

/// Calls f(0), f(1), … f(N − 1), each index a constant.
template <std::size_t N, class F> [[gnu::always_inline]] constexpr void unroll(F&& f) {
  detail::unroll_over(f, std::make_index_sequence<N>{});
}

/// Calls f<V>(i) so that the indices below `count` are covered: whole native vectors of T first, then single values.
template <class T, class F> [[gnu::always_inline]] constexpr void sweep(std::size_t count, F&& f) {
  std::size_t i = 0;
  if (!scalar_only())
    for (const std::size_t whole = count - count % native_lanes<T>; i < whole; i += native_lanes<T>)
      f.template operator()<pack<T, native_lanes<T>>>(i);
  for (; i < count; ++i) f.template operator()<T>(i);
}

namespace detail {
template <class T, std::size_t N, std::size_t W, class F>
[[gnu::always_inline]] constexpr void cover_rest(std::size_t from, F&& f) {
  if constexpr (W >= 1) {
    if constexpr ((N & W) != 0) f.template operator()<pack<T, W>>(from);
    detail::cover_rest<T, N, W / 2>(from + (N & W), f);
  }
}
}  // namespace detail

/// Calls f<V>(i) so that the indices below the constant N are covered: whole native vectors, then at most one vector
/// of each smaller power of two.
template <class T, std::size_t N, class F> [[gnu::always_inline]] constexpr void cover(F&& f) {
  constexpr std::size_t W = native_lanes<T>, whole = N / W * W;
  if (scalar_only()) {
    for (std::size_t i = 0; i < N; ++i) f.template operator()<T>(i);
    return;
  }
  if constexpr (whole > 0)
    for (std::size_t i = 0; i < whole; i += W) f.template operator()<pack<T, W>>(i);
  if constexpr (whole < N) detail::cover_rest<T, N - whole, W / 2>(whole, f);
}

/// Calls f<V>(block, lane) over a batch: one vector of samples for each block of lanes, or one sample at a time in
/// rows. Never unrolled, because clang would emit sixteen whole convolutions.
template <class Run, class F> [[gnu::always_inline]] constexpr void each_block(F&& f) {
  using T = typename Run::scalar;
#pragma GCC unroll 1
  for (std::size_t block = 0; block < Run::blocks; ++block)
    if (!scalar_only()) f.template operator()<pack<T, Run::lanes>>(block, std::size_t{0});
    else
      for (std::size_t lane = 0; lane < Run::lanes; ++lane) f.template operator()<T>(block, lane);
}

}  // namespace sinew::simd
