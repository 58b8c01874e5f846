#pragma once
/// \file
/// The gradients of a convolution of a single image with strides of 1, for the forms of kernel/convolution_rows.hpp
/// that training uses: packs along the pixels of a row (depthwise convolutions), or along all pixels of a channel
/// (1 × 1 kernels). Sums over a batch are kept lane by lane, W lanes each.

#include <array>
#include <bit>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/epilogue.hpp>
#include <sinew/kernel/tile.hpp>

namespace SINEW_NAMESPACE::kernel {

/// Lanes of a pack along N pixels.
template <class T, std::size_t N> inline constexpr std::size_t lanes_along = min_of(native_lanes<T>, std::bit_floor(N));

/// dz = slope(dy, kept) of `channels` channels of Height rows of Width pixels, and sums[c·W] += the sums of dz, lane by
/// lane; starts from 0 if fresh. slope takes a pack of dy and the address of its values of `kept`.
/// Shapes: dy, kept: the channels without padding. dz: at the first pixel; its rows are Pitch pixels apart, its
/// channels Plane pixels. W = lanes_along<T, Width>.
template <std::size_t Height, std::size_t Width, std::size_t Pitch, std::size_t Plane, class T, class Slope>
[[SINEW_KERNEL]] inline void backpropagate_rows(std::size_t channels, const T* dy, const T* kept, T* dz, bool fresh,
                                                T* sums, Slope slope) noexcept {
  constexpr std::size_t W = lanes_along<T, Width>, rest = Width % W, whole = Width - rest;
  using V = pack<T, W>;
  for (std::size_t c = 0; c < channels; ++c, dz += Plane) {
    V sum = fresh ? V{} : load<V>(sums + c * W);
    for (std::size_t row = 0; row < Height; ++row, dy += Width, kept += Width) {
      const auto one = [&](std::size_t column) __attribute__((always_inline)) {
        const V v = slope(load<V>(dy + column), kept + column);
        store<V>(dz + row * Pitch + column, v);
        return v;
      };
      for (std::size_t column = 0; column < whole; column += W) sum += one(column);
      // The last pack overlaps the one before it.
      if constexpr (rest > 0) sum += keep_last<rest>(one(Width - W));
    }
    store<V>(sums + c * W, sum);
  }
}

/// The rows of kernels whose gradients one pass over the image accumulates, and the rows of dz that share the pixels
/// loaded.
template <class S> struct row_tile {
  static constexpr std::size_t N = S::cols.kernel;
  static constexpr tiling kernel_rows = even_tiles(S::rows.kernel, max_of<std::size_t>(1, (registers - 4) / N));
  static constexpr std::size_t most = kernel_rows.size + (kernel_rows.larger > 0), sums = most * N;
  static constexpr std::size_t rows = registers > sums + 3 ? min_of<std::size_t>(4, registers - sums - 2) : 1;
};
/// sums[k·W] += Σ x·dz for every weight k of group g, lane by lane; starts from 0 if fresh. Column strides are 1.
/// Shapes: x: the group's channels, padded. dz: at the first pixel of the group; its rows are Pitch pixels apart, its
/// channels Plane pixels. W = lanes_along<T, out_width>.
template <class S, std::size_t Pitch, std::size_t Plane, class T>
[[SINEW_KERNEL]] inline void convolve_weights_along_rows(std::size_t g, const T* x, const T* dz, bool fresh,
                                                         T* sums) noexcept {
  constexpr std::size_t W = lanes_along<T, S::out_width>, N = S::cols.kernel, rest = S::out_width % W,
                        whole = S::out_width - rest;
  using V = pack<T, W>;
  using sizes = row_tile<S>;
  for (std::size_t o = 0; o < S::group_outputs; ++o, dz += Plane)
    for (std::size_t c = 0; c < S::group_channels; ++c)
      each_tile_of<sizes::kernel_rows>([&]<std::size_t K>(std::size_t first) __attribute__((always_inline)) {
        T* const to = sums + S::weight_index(c, first, 0, g * S::group_outputs + o) * W;
        V sum[K][N];
#pragma GCC unroll 32
        for (std::size_t k = 0; k < K * N; ++k)
          sum[k / N][k % N] = fresh ? V{} : load<V>(to + S::weight_index(0, k / N, k % N, 0) * W);
        each_tile_of<even_tiles(S::out_height, sizes::rows)>([&]<std::size_t R>(
            std::size_t row) __attribute__((always_inline)) {
          constexpr std::size_t seen = (R - 1) * S::rows.stride + (K - 1) * S::rows.dilation + 1;
          const T* const from =
              x + (c * S::padded_height + row * S::rows.stride + first * S::rows.dilation) * S::padded_width;
          // The pack at a column; of the last one, only the lanes that the pack before it does not have.
          const auto add = [&]<bool Last>(std::size_t column) __attribute__((always_inline)) {
            V d[R];
#pragma GCC unroll 16
            for (std::size_t q = 0; q < R; ++q) {
              d[q] = load<V>(dz + (row + q) * Pitch + column);
              if constexpr (Last) d[q] = keep_last<rest>(d[q]);
              kernel::hold(d[q]);
            }
#pragma GCC unroll 32
            for (std::size_t j = 0; j < seen; ++j)
#pragma GCC unroll 16
              for (std::size_t s = 0; s < N; ++s) {
                V pixels = load<V>(from + j * S::padded_width + s * S::cols.dilation + column);
                kernel::hold(pixels);
#pragma GCC unroll 16
                for (std::size_t k = 0; k < K; ++k) {
                  const std::size_t at = j - k * S::rows.dilation;  // wraps around if negative
                  if (at % S::rows.stride == 0 && at / S::rows.stride < R) sum[k][s] += pixels * d[at / S::rows.stride];
                }
              }
          };
          for (std::size_t column = 0; column < whole; column += W) add.template operator()<false>(column);
          if constexpr (rest > 0) add.template operator()<true>(S::out_width - W);
        });
#pragma GCC unroll 32
        for (std::size_t k = 0; k < K * N; ++k)
          store<V>(to + S::weight_index(0, k / N, k % N, 0) * W, sum[k / N][k % N]);
      });
}

/// dx = Wᵀ·dz for group g, with a 1 × 1 kernel and stride 1.
/// Shapes: dz: the group's channels, without padding. dx: all channels.
template <class S, class T>
[[SINEW_KERNEL]] inline void convolve_pointwise_transposed(std::size_t g, const T* dz, const T* w, T* dx) noexcept {
  constexpr std::size_t pixels = S::height * S::width, rows = tile_rows<true, S::group_channels>,
                        packs = tile_packs<true, S::group_channels>;
  each_panel<T, packs, columns_left<T, pixels, packs>>(pixels, [&]<class V, std::size_t C, std::size_t Valid>(
                                                                   std::size_t pixel) {
    each_row_group<true, S::group_channels, rows>([&]<std::size_t R>(std::size_t from, std::size_t count) {
      tiles<any_depth, next_tile::below, a_along::depth, V, R, C, Valid, store_sums<next_tile::below, T>>(
          count,
          operands<T>{w + from * S::outputs + g * S::group_outputs, S::outputs, dz + pixel, pixels, S::group_outputs},
          dx + (g * S::group_channels + from) * pixels + pixel, pixels);
    });
  });
}

/// sums[k] += Σ x·dz over the pixels for every weight k of group g, with a 1 × 1 kernel and stride 1; starts from 0 if
/// fresh.
/// Shapes: x, dz: the group's channels, without padding.
template <class S, class T> [[SINEW_KERNEL]] inline void convolve_pointwise_weights(std::size_t g, const T* x,
                                                                                    const T* dz, bool fresh,
                                                                                    T* sums) noexcept {
  constexpr std::size_t pixels = S::height * S::width, W = lanes_along<T, pixels>, rest = pixels % W;
  using V = pack<T, W>;
  constexpr std::size_t outputs = min_of<std::size_t>(4, std::bit_floor(S::group_outputs)),
                        channels = min_of<std::size_t>(registers / 8, std::bit_floor(S::group_channels));
  each_row_group<true, S::group_outputs, outputs>([&]<std::size_t M>(std::size_t first, std::size_t groups) {
    for (std::size_t o = first; o < first + groups * M; o += M)
      each_row_group<true, S::group_channels, channels>([&]<std::size_t C>(std::size_t from, std::size_t count) {
        for (std::size_t c = from; c < from + count * C; c += C) {
          V sum[C * M]{};
          const auto add = [&]<std::size_t Valid>(std::size_t pixel) __attribute__((always_inline)) {
            V d[M];
#pragma GCC unroll 16
            for (std::size_t m = 0; m < M; ++m) {
              d[m] = load_first<V, Valid>(dz + (o + m) * pixels + pixel);
              kernel::hold(d[m]);
            }
#pragma GCC unroll 16
            for (std::size_t k = 0; k < C; ++k) {
              V v = load_first<V, Valid>(x + (c + k) * pixels + pixel);
              kernel::hold(v);
#pragma GCC unroll 16
              for (std::size_t m = 0; m < M; ++m) sum[k * M + m] += v * d[m];
            }
          };
          for (std::size_t pixel = 0; pixel < pixels - rest; pixel += W) add.template operator()<W>(pixel);
          if constexpr (rest > 0) add.template operator()<rest>(pixels - rest);
          // The lanes of as many sums at once as a pack has lanes.
          constexpr std::size_t P = min_of(C * M, W);
          std::array<T, C * M> totals;
          unroll<C * M / P>([&](auto part) __attribute__((always_inline)) {
            V some[P];
            unroll<P>([&](auto i) __attribute__((always_inline)) { some[i] = sum[part * P + i]; });
            store<pack<T, P>>(totals.data() + part * P, sinew::simd::sums<P>(some));
          });
          for (std::size_t k = 0; k < C; ++k) {
            T* const to = sums + (c + k) * S::outputs + g * S::group_outputs + o;
            using U = pack<T, M>;
            store<U>(to, U(load<U>(totals.data() + k * M) + (fresh ? U{} : load<U>(to))));
          }
        }
      });
  });
}

}  // namespace sinew::kernel
