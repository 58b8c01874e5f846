#pragma once
/// \file
/// Transpositions: a batch from rows to lanes and back, and panels of a matrix.
/// All go through register tiles of P features by W samples (simd/shuffle.hpp), P a power of two. Whole tiles are W ×
/// W; one tile of each smaller power of two covers the rest as needed. If samples have exactly P < W features, they
/// are contiguous and are read and written in whole packs.
/// Cost: about log₂P shuffles and one load or store per W scalars.

#include <bit>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/kernel/reference.hpp>

namespace SINEW_NAMESPACE::kernel {

namespace detail {

/// Loads samples q, q + P, q + 2P … into one pack, P features of each, so that transposing P × P blocks leaves the
/// samples in order.
template <class V, std::size_t P, std::size_t Rows, spare_lanes Spare, std::size_t Q, std::size_t Step, class T>
[[gnu::always_inline]] inline V gathered(const T* from, std::size_t stride) noexcept {
  if constexpr (lanes_of<V> == P) {
    if constexpr (Q < Rows) return load<V>(from + Q * stride);
    else if constexpr (Spare == spare_lanes::repeat_last_sample) return load<V>(from + (Rows - 1) * stride);
    else return V{};
  } else {  // lower half: the first half of the samples of this register
    constexpr std::size_t half = lanes_of<V> / 2 / P * Step;
    return sinew::simd::join<V>(detail::gathered<half_of<V>, P, Rows, Spare, Q, Step>(from, stride),
                                detail::gathered<half_of<V>, P, Rows, Spare, Q + half, Step>(from, stride));
  }
}
template <std::size_t P, std::size_t Rows, std::size_t Q, class V, class T>
[[gnu::always_inline]] inline void scatter(const V& v, T* to, std::size_t stride) noexcept {
  if constexpr (lanes_of<V> == P) {
    if constexpr (Q < Rows) store<V>(to + Q * stride, v);
  } else {
    detail::scatter<P, Rows, Q>(sinew::simd::low_half(v), to, stride);
    detail::scatter<P, Rows, Q + lanes_of<V> / 2>(sinew::simd::high_half(v), to, stride);
  }
}
/// Transposes one tile of P features.
template <std::size_t P, class V, std::size_t Rows, spare_lanes Spare, class T>
[[SINEW_KERNEL]] inline void tile_to_lanes(const T* from, std::size_t stride, T* to, std::size_t to_stride) noexcept {
  V row[P];
  unroll<P>([&](auto q)
                __attribute__((always_inline)) { row[q] = detail::gathered<V, P, Rows, Spare, q, P>(from, stride); });
  transpose_blocks<P>(row);
  unroll<P>([&](auto f) __attribute__((always_inline)) { store<V>(to + f * to_stride, row[f]); });
}
template <std::size_t P, class V, std::size_t Rows, class T>
[[SINEW_KERNEL]] inline void tile_to_rows(const T* from, T* to, std::size_t stride) noexcept {
  V row[P];
  unroll<P>([&](auto f) __attribute__((always_inline)) { row[f] = load<V>(from + f * lanes_of<V>); });
  transpose_blocks<P>(row);
  unroll<P>([&](auto q) __attribute__((always_inline)) { detail::scatter<P, Rows, q>(row[q], to, stride); });
}
/// Transposes a tile of samples that have exactly P features and are therefore contiguous.
template <std::size_t P, class V, class T> [[SINEW_KERNEL]] inline void narrow_to_lanes(const T* from, T* to) noexcept {
  V row[P];
  unroll<P>([&](auto q) __attribute__((always_inline)) { row[q] = load<V>(from + q * lanes_of<V>); });
  deinterleave<P>(row);
  unroll<P>([&](auto f) __attribute__((always_inline)) { store<V>(to + f * lanes_of<V>, row[f]); });
}
template <std::size_t P, class V, class T> [[SINEW_KERNEL]] inline void narrow_to_rows(const T* from, T* to) noexcept {
  V row[P];
  unroll<P>([&](auto f) __attribute__((always_inline)) { row[f] = load<V>(from + f * lanes_of<V>); });
  interleave<P>(row);
  unroll<P>([&](auto q) __attribute__((always_inline)) { store<V>(to + q * lanes_of<V>, row[q]); });
}
/// f<P>(from): features in tiles of W, then one tile of each smaller power of two as needed.
template <std::size_t W, class F> [[gnu::always_inline]] inline void each_tile(std::size_t features, F&& f) {
  std::size_t i = 0;
  for (; i + W <= features; i += W) f.template operator()<W>(i);
  if constexpr (W > 1) {
    unroll<std::bit_width(W) - 1>([&](auto k) {
      constexpr std::size_t P = (W / 2) >> k;
      if (features & P) {
        f.template operator()<P>(i);
        i += P;
      }
    });
  }
}

}  // namespace detail

/// to[f·to_stride + s] = from[s·stride + f] for `features` features f and W = lanes_of<V> samples s, of which Rows
/// exist.
template <class V, std::size_t Rows, spare_lanes Spare, class T>
[[gnu::always_inline]] inline void to_lanes(std::size_t features, const T* from, std::size_t stride, T* to,
                                            std::size_t to_stride = lanes_of<V>) noexcept {
  detail::each_tile<lanes_of<V>>(features, [&]<std::size_t P>(std::size_t f) {
    detail::tile_to_lanes<P, V, Rows, Spare>(from + f, stride, to + f * to_stride, to_stride);
  });
}
/// The inverse: to[s·stride + f] = from[f·W + s].
template <class V, std::size_t Rows, class T>
[[gnu::always_inline]] inline void to_rows(std::size_t features, const T* from, T* to, std::size_t stride) noexcept {
  constexpr std::size_t W = lanes_of<V>;
  detail::each_tile<W>(
      features, [&]<std::size_t P>(std::size_t f) { detail::tile_to_rows<P, V, Rows>(from + f * W, to + f, stride); });
}

/// Copies a batch from one layout to the other. For the spare lanes of the last block see memory/batch_view.hpp.
template <spare_lanes Spare, class From, class To> [[SINEW_KERNEL]] constexpr void relayout(From from, To to) noexcept {
  using T = std::remove_pointer_t<decltype(to.data)>;
  constexpr std::size_t W = max_of(From::lanes, To::lanes), B = To::batch, N = To::features, whole = B / W;
  static_assert(From::lanes == 1 || To::lanes == 1);
  if (scalar_only()) return reference::relayout<Spare>(B, N, from.data, From::lanes, to.data, To::lanes);
  constexpr bool narrow = std::has_single_bit(N) && N < W;
  using V = pack<T, W>;
  if constexpr (To::lanes == W && From::lanes == 1) {
    for (std::size_t block = 0; block < whole; ++block)
      if constexpr (narrow) detail::narrow_to_lanes<N, V>(from.data + block * W * N, to.at(block, 0));
      else to_lanes<V, W, Spare>(N, from.data + block * W * N, N, to.at(block, 0));
    if constexpr (B % W > 0) to_lanes<V, B % W, Spare>(N, from.data + whole * W * N, N, to.at(whole, 0));
  } else {
    for (std::size_t block = 0; block < whole; ++block)
      if constexpr (narrow) detail::narrow_to_rows<N, V>(from.at(block, 0), to.data + block * W * N);
      else to_rows<V, W>(N, from.at(block, 0), to.data + block * W * N, N);
    if constexpr (B % W > 0) to_rows<V, B % W>(N, from.at(whole, 0), to.data + whole * W * N, N);
  }
}

}  // namespace sinew::kernel
