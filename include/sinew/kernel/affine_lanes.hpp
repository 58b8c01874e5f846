#pragma once
/// \file
/// The affine map (kernel/affine.hpp) of a batch in the lane layout: small layers, inlined with constant sizes. Tiles
/// broadcast the weights as scalars; their packs are blocks of samples.

#include <bit>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/kernel/tile.hpp>
#include <sinew/kernel/epilogue.hpp>

namespace SINEW_NAMESPACE::kernel::detail {

/// y = map(x·W + b). The rows of a tile are outputs, its packs are blocks of samples.
template <class Map, class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W>
[[gnu::always_inline]] inline void forward_lanes(batch_view<const T, B, In, W> x, const T* w, const T* b,
                                                 batch_view<T, B, Out, W> y, T* kept) noexcept {
  constexpr std::size_t M = tile_rows<false, Out>;
  each_row_group<false, Out, M>([&]<std::size_t R>(std::size_t from, std::size_t count) {
    for (std::size_t o = from; o < from + count * R; o += R)
      each_row_group<false, y.samples / W, accumulators / M>([&]<std::size_t C>(std::size_t block, std::size_t blocks) {
        T* to = y.at(block, 0, o);
        tiles<In, next_tile::beside, a_along::rows, pack<T, W>, R, C, W, map_and_store<next_tile::beside, T, Map>>(
            blocks, operands<T>{w + o, Out, x.at(block, 0), In * W, In}, b + o, to, Out * W,
            Map::keeps_input ? kept + (to - y.data) : nullptr);
      });
  });
}

/// dx = dz·Wᵀ. The rows of a tile are inputs, its packs are blocks of samples.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W>
[[gnu::always_inline]] inline void dx_lanes(batch_view<const T, B, Out, W> dz, const T* w,
                                            batch_view<T, B, In, W> dx) noexcept {
  constexpr std::size_t M = tile_rows<false, In>;
  each_row_group<false, In, M>([&]<std::size_t R>(std::size_t from, std::size_t count) {
    for (std::size_t i = from; i < from + count * R; i += R)
      each_row_group<false, dx.samples / W, accumulators / M>(
          [&]<std::size_t C>(std::size_t block, std::size_t blocks) {
            tiles<Out, next_tile::beside, a_along::depth, pack<T, W>, R, C, W, store_sums<next_tile::beside, T>>(
                blocks, operands<T>{w + i * Out, Out, dz.at(block, 0), Out * W, Out}, dx.at(block, 0, i), In * W);
          });
  });
}

/// One tile of dW: M rows of weights (the last one is the bias, if Bias) by N columns. Each accumulator sums over all
/// blocks of samples; a final transposing reduction adds up the lanes of all weights of the tile at once.
template <std::size_t M, std::size_t N, bool Bias, std::size_t B, std::size_t In, std::size_t Out, std::size_t W,
          class T, class Give>
[[gnu::always_inline]] inline void dw_lanes_tile(batch_view<const T, B, In, W> x, batch_view<const T, B, Out, W> dz,
                                                 std::size_t i, std::size_t o, const Give& give) noexcept {
  using V = pack<T, W>;
  constexpr std::size_t cols = std::bit_ceil(N), P = std::bit_ceil(M * cols);
  V c[P];
  unroll<P>([&](auto k) { c[k] = V{}; });
  for (std::size_t block = 0; block < x.samples / W; ++block) {
    V d[N];
    unroll<N>([&](auto j) { d[j] = load<V>(dz.at(block, 0, o + j)); });
    unroll<M>([&](auto r) __attribute__((always_inline)) {
      if constexpr (Bias && r + 1 == M) unroll<N>([&](auto j) { c[r * cols + j] += d[j]; });
      else {
        const V xi = load<V>(x.at(block, 0, i + r));
        unroll<N>([&](auto j) { c[r * cols + j] += xi * d[j]; });
      }
    });
  }
  T total[P];
  store<pack<T, P>>(total, sums<P>(c));
  unroll<M>([&](auto r) __attribute__((always_inline)) {
    each_part<N>(
        load<pack<T, cols>>(total + r * cols), [&]<class Part>(std::size_t from, const Part& part) __attribute__((
                                                   always_inline)) { give((i + r) * Out + o + from, part); });
  });
}

// Forced inline: otherwise g++ keeps the accumulators of the tiles in memory, because closures refer to them.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W, class Give>
[[gnu::always_inline]] inline void dw_lanes(batch_view<const T, B, In, W> x, batch_view<const T, B, Out, W> dz,
                                            const Give& give) noexcept {
  constexpr std::size_t most = min_of(W, accumulators), N = min_of(min_of(std::bit_ceil(Out), most), 8), M = most / N;
  each_row_group<false, Out, min_of(N, Out)>([&]<std::size_t Columns>(
      std::size_t from, std::size_t count) __attribute__((always_inline)) {
    for (std::size_t o = from; o < from + count * Columns; o += Columns) {
      for (std::size_t i = 0; i < In / M * M; i += M) detail::dw_lanes_tile<M, Columns, false>(x, dz, i, o, give);
      detail::dw_lanes_tile<In % M + 1, Columns, true>(x, dz, In / M * M, o, give);
    }
  });
}

}  // namespace sinew::kernel::detail
