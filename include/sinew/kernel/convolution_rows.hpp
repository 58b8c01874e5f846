#pragma once
/// \file
/// The forward convolution of a single image, in one of three forms. Packs lie along the output channels, whose
/// weights are contiguous, and pixels are broadcast; or along the pixels of a row, where a group has few output
/// channels (depthwise convolutions); or along all pixels of a channel, where the kernel is 1 × 1. For batches see
/// kernel/convolution.hpp.

#include <bit>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/tile.hpp>
#include <sinew/kernel/epilogue.hpp>
#include <sinew/kernel/transpose.hpp>

namespace SINEW_NAMESPACE::kernel {

/// The smallest number of output channels per group for packs along the channels; fewer leave most lanes unused.
inline constexpr std::size_t least_channels_in_rows = 4;
/// The smallest number of pixels per channel for packs along all pixels (1 × 1 kernels).
inline constexpr std::size_t least_pixels = 16;

/// y = map(max of N × N pixels of conv(x) + b) for group g of one image; without pooling, N = 1. b may be null. A row
/// of results is collected in `finished` with its channels contiguous, and then transposed into y.
/// Shapes: x: the group's channels, padded. y: (outputs, out_height / N, out_width / N). finished: out_width / N
/// registers.
template <class S, std::size_t N, class T, class Map>
[[SINEW_KERNEL]] inline void convolve_image(std::size_t g, const T* x, const T* w, const T* b, T* y, T* finished,
                                            Map map) noexcept {
  constexpr std::size_t height = S::out_height / N, width = S::out_width / N;
  constexpr tiling tiles = even_tiles(width, max_of<std::size_t>(1, window_accumulators / (N * N)));
  cover_padded<T, S::group_outputs>([&]<class V, std::size_t Valid>(std::size_t first) __attribute__((always_inline)) {
    const std::size_t o = g * S::group_outputs + first;
    const V bias = b == nullptr ? V{} : load_first<V, Valid>(b + o);
    for (std::size_t row = 0; row < height; ++row) {
      each_tile_of<tiles>([&]<std::size_t Q>(std::size_t column) __attribute__((always_inline)) {
        constexpr std::size_t pixels = Q * N, seen = (pixels - 1) * S::cols.stride + S::cols.span();
        V sum[N][pixels];
#pragma GCC unroll 64
        for (std::size_t q = 0; q < N * pixels; ++q) sum[q / pixels][q % pixels] = bias;
        const T* const corner = x + N * row * S::rows.stride * S::padded_width + N * column * S::cols.stride;
        for (std::size_t c = 0; c < S::group_channels; ++c)
          for (std::size_t r = 0; r < S::rows.kernel; ++r) {
            V k[S::cols.kernel];
#pragma GCC unroll 16
            for (std::size_t s = 0; s < S::cols.kernel; ++s)
              k[s] = load_first<V, Valid>(w + S::weight_index(c, r, s, o));
#pragma GCC unroll 16
            for (std::size_t p = 0; p < N; ++p) {
              const T* const from =
                  corner + (c * S::padded_height + p * S::rows.stride + r * S::rows.dilation) * S::padded_width;
              // Each pixel is broadcast once and multiplied by all weights that use it.
#pragma GCC unroll 64
              for (std::size_t j = 0; j < seen; ++j) {
                const V pixel = broadcast<V>(from[j]);
#pragma GCC unroll 16
                for (std::size_t s = 0; s < S::cols.kernel; ++s) {
                  const std::size_t at = j - s * S::cols.dilation;  // wraps around if negative
                  if (at % S::cols.stride == 0 && at / S::cols.stride < pixels)
                    sum[p][at / S::cols.stride] += k[s] * pixel;
                }
              }
            }
          }
#pragma GCC unroll 16
        for (std::size_t q = 0; q < Q; ++q) {
          V most = sum[0][q * N];
#pragma GCC unroll 16
          for (std::size_t k = 1; k < N * N; ++k) most = kernel::larger(sum[k / N][q * N + k % N], most);
          store<V>(finished + (column + q) * lanes_of<V>, map(most));
        }
      });
      kernel::to_rows<V, Valid>(width, finished, y + (o * height + row) * width, height * width);
    }
  });
}

/// y = map(conv(x) + b) for group g of one image, with a column stride of 1; packs lie along the pixels of a row.
/// Arguments as for convolve_image, with N = 1. kept: the argument of map, like y, if Map::keeps_input.
template <class S, class T, class Map> [[SINEW_KERNEL]] inline void convolve_depthwise(std::size_t g, const T* x,
                                                                                       const T* w, const T* b, T* y,
                                                                                       T* kept, Map map) noexcept {
  constexpr std::size_t W = min_of(native_lanes<T>, std::bit_floor(S::out_width)), last = S::out_width - W;
  using V = pack<T, W>;
  constexpr std::size_t rows = vector_bytes > 16 ? accumulators / 2 : 3;  // without FMA the products take registers too
  for (std::size_t o = g * S::group_outputs; o < (g + 1) * S::group_outputs; ++o)
    each_tile_of<even_tiles(S::out_height, rows)>([&]<std::size_t R>(std::size_t row) __attribute__((always_inline)) {
      constexpr std::size_t seen = (R - 1) * S::rows.stride + S::rows.span();
      // The last pack of a row overlaps the one before it and recomputes some pixels.
      for (std::size_t column = 0;; column = min_of(column + W, last)) {
        V sum[R];
#pragma GCC unroll 16
        for (std::size_t q = 0; q < R; ++q) sum[q] = broadcast<V>(b == nullptr ? T(0) : b[o]);
        for (std::size_t c = 0; c < S::group_channels; ++c) {
          const T* const from = x + (c * S::padded_height + row * S::rows.stride) * S::padded_width + column;
#pragma GCC unroll 16
          for (std::size_t s = 0; s < S::cols.kernel; ++s) {
            V weight[S::rows.kernel];
#pragma GCC unroll 16
            for (std::size_t r = 0; r < S::rows.kernel; ++r) weight[r] = broadcast<V>(w[S::weight_index(c, r, s, o)]);
#pragma GCC unroll 64
            for (std::size_t j = 0; j < seen; ++j) {
              // Pixels are loaded once and multiplied by all weights that use them.
              V pixels = load<V>(from + j * S::padded_width + s * S::cols.dilation);
              kernel::hold(pixels);
#pragma GCC unroll 16
              for (std::size_t r = 0; r < S::rows.kernel; ++r) {
                const std::size_t at = j - r * S::rows.dilation;  // wraps around if negative
                if (at % S::rows.stride == 0 && at / S::rows.stride < R) sum[at / S::rows.stride] += weight[r] * pixels;
              }
            }
          }
        }
#pragma GCC unroll 16
        for (std::size_t q = 0; q < R; ++q) {
          const std::size_t at = (o * S::out_height + row + q) * S::out_width + column;
          if constexpr (Map::keeps_input) store<V>(kept + at, sum[q]);
          store<V>(y + at, map(sum[q]));
        }
        if (column == last) break;
      }
    });
}

/// y = map(W·x + b) for group g of one image, with a 1 × 1 kernel and stride 1: a matrix product of the weights with
/// the pixels, which are contiguous in each channel. Arguments as for convolve_depthwise.
template <class S, class T, class Map>
[[SINEW_KERNEL]] inline void convolve_pointwise(std::size_t g, const T* x, const T* w, const T* b, T* y,
                                                [[maybe_unused]] T* kept, Map) noexcept {
  constexpr std::size_t pixels = S::height * S::width, rows = tile_rows<true, S::group_outputs>,
                        packs = tile_packs<true, S::group_outputs>;
  each_panel<T, packs, columns_left<T, pixels, packs>>(
      pixels, [&]<class V, std::size_t C, std::size_t Valid>(std::size_t pixel) {
        each_row_group<true, S::group_outputs, rows>([&]<std::size_t R>(std::size_t from, std::size_t count) {
          const std::size_t o = g * S::group_outputs + from;
          const auto run = [&](auto... more) __attribute__((always_inline)) {
            tiles<any_depth, next_tile::below, a_along::rows, V, R, C, Valid, map_rows_and_store<T, Map>>(
                count, operands<T>{w + o, S::outputs, x + pixel, pixels, S::group_channels}, b == nullptr ? b : b + o,
                y + o * pixels + pixel, pixels, more...);
          };
          if constexpr (Map::keeps_input) run(kept + o * pixels + pixel);
          else run();
        });
      });
}

}  // namespace sinew::kernel
