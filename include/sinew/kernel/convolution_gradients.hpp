#pragma once
/// \file
/// The gradients of a convolution of one block of samples (kernel/convolution.hpp): dW, and dx, which is also the
/// forward pass of a transposed convolution.

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/convolution_reference.hpp>
#include <sinew/kernel/discarding_sink.hpp>
#include <sinew/kernel/tile.hpp>

namespace SINEW_NAMESPACE::kernel {

/// The layout of dz with columns of zeros on both sides, so that a transposed convolution need not test whether a
/// column exists. (It tests rows.)
template <class S> struct column_padded {
  // groups of `stride` neighbouring pixels in a row of x, which read the same pixels of dz
  static constexpr std::size_t units = (S::width + S::cols.stride - 1) / S::cols.stride;

 private:
  static constexpr std::size_t stride = S::cols.stride, before = S::cols.before, reach = S::cols.span() - 1,
                               last = units - 1 + (stride - 1 + before) / stride;

 public:
  static constexpr std::size_t left = reach > before ? (reach - before + stride - 1) / stride : 0;
  static constexpr std::size_t right = last >= S::out_width ? last - S::out_width + 1 : 0;
  // as in `convolution`
  static constexpr window rows{}, cols{.before = left};
  static constexpr std::size_t height = S::out_height, width = S::out_width, padded_height = height,
                               padded_width = left + width + right,
                               padded_size = S::group_outputs * padded_height * padded_width;
  static constexpr std::size_t pitch = padded_width, plane = padded_height * pitch;
};

/// Copies the output channels of one group of a block into the padded layout column_padded.
template <class S, std::size_t L, class V, class T>
[[SINEW_KERNEL]] constexpr void copy_column_padded(const T* from, T* to) noexcept {
  for (std::size_t row = 0; row < S::group_outputs * S::out_height; ++row) {
    for (std::size_t i = 0; i < column_padded<S>::left; ++i, to += L) store<V>(to, V{});
    for (std::size_t i = 0; i < S::out_width; ++i, from += L, to += L) store<V>(to, load<V>(from));
    for (std::size_t i = 0; i < column_padded<S>::right; ++i, to += L) store<V>(to, V{});
  }
}
template <class S, std::size_t L, class V, class T>
requires OneOfLanes<V, L>
constexpr void copy_column_padded(const T* from, T* to) noexcept {
  using F = column_padded<S>;
  reference::copy_padded({S::group_outputs, S::out_height, S::out_width, 0, 0, F::left, F::right, L}, from, to);
}

/// The extents of the outputs of one group, in pixels, and where they lie within a padding: rows are `pitch` apart,
/// channels `plane`.
struct output_extents {
  std::size_t channels, height, width, pitch, plane;
};
/// dz = slope(dy, kept) of one group of outputs of a block, at its first pixel within a padding. With a fused N × N
/// pooling, dz goes to the pixel of the maximum, whose number is index, and the others get 0; dy and kept are then one
/// value a window. The sums of dz, lane by lane, are the gradient of the biases; they start from 0 if fresh.
/// Convolutions of all sizes share it.
template <std::size_t N, std::size_t L, class V, class T, class Slope>
[[gnu::noinline, SINEW_KERNEL]] constexpr void backpropagate_block(const output_extents& n, const T* dy, const T* kept,
                                                                   const std::uint8_t* index, T* dz, bool fresh,
                                                                   T* bias_sum, Slope slope) noexcept {
  for (std::size_t o = 0; o < n.channels; ++o, dz += (n.plane - n.height * n.pitch) * L) {
    V sum = fresh ? V{} : load<V>(bias_sum + o * L);
    for (std::size_t row = 0; row < n.height; row += N, dz += N * n.pitch * L) {
      T* to = dz;
      for (std::size_t column = 0; column < n.width; column += N, dy += L, kept += L, to += N * L) {
        const V v = slope(load<V>(dy), kept);
        sum += v;
        if constexpr (N == 1) store<V>(to, v);
        else {
          const auto which = sinew::simd::widen<count_of<V>>(load<bytes_of<V>>(index));
          index += L;
#pragma GCC unroll 16
          for (std::size_t k = 0; k < N * N; ++k)
            store<V>(to + (k / N * n.pitch + k % N) * L,
                     select(which == broadcast<std::remove_cvref_t<decltype(which)>>(k), v, V{}));
        }
      }
    }
    store<V>(bias_sum + o * L, sum);
  }
}

/// dx = map(b + Σ dz·w) for group g, over every output pixel that a pixel of x contributes to; b may be null.
/// Shapes: dz: the group's channels in the layout column_padded. dx, and `kept` if Map::keeps_input: (channels,
/// height, width).
template <class S, std::size_t L, class V, class T, class Map>
[[SINEW_KERNEL]] constexpr void convolve_transposed(std::size_t g, const T* dz, const T* w, const T* b, T* dx, T* kept,
                                                    Map map) noexcept {
  using F = column_padded<S>;
  constexpr std::size_t stride = S::cols.stride;
  constexpr tiling channels = even_tiles(S::group_channels, tile_outputs);
  constexpr tiling pixels = even_tiles(F::units, max_of<std::size_t>(1, tile_pixels<S::group_channels> / stride));
  for (std::size_t row = 0; row < S::height; ++row)
    each_tile_of<channels>([&]<std::size_t M>(std::size_t first) __attribute__((always_inline)) {
      each_tile_of<pixels>([&]<std::size_t Q>(std::size_t unit) __attribute__((always_inline)) {
        V sum[Q * stride][M];
#pragma GCC unroll 16
        for (std::size_t m = 0; m < M; ++m)
#pragma GCC unroll 16
          for (std::size_t j = 0; j < Q * stride; ++j)
            sum[j][m] = broadcast<V>(b == nullptr ? T(0) : b[g * S::group_channels + first + m]);
        for (std::size_t r = 0; r < S::rows.kernel; ++r) {
          // a negative difference wraps around and is beyond every row
          const std::size_t from = row + S::rows.before - r * S::rows.dilation;
          if (from % S::rows.stride != 0 || from / S::rows.stride >= S::out_height) continue;
          const T* source = dz + (from / S::rows.stride * F::pitch + F::left + unit) * L;
          const T* weights = w + S::weight_index(first, r, 0, g * S::group_outputs);
          for (std::size_t o = 0; o < S::group_outputs; ++o, source += F::plane * L, ++weights)
#pragma GCC unroll 16
            for (std::size_t s = 0; s < S::cols.kernel; ++s) {
              V k[M];
#pragma GCC unroll 16
              for (std::size_t m = 0; m < M; ++m) k[m] = broadcast<V>(weights[S::weight_index(m, 0, s, 0)]);
#pragma GCC unroll 16
              for (std::size_t j = 0; j < Q * stride; ++j) {
                // may be negative
                const auto over = static_cast<std::ptrdiff_t>(j + S::cols.before - s * S::cols.dilation);
                if (over % static_cast<std::ptrdiff_t>(stride) == 0) {
                  const V v =
                      load<V>(source + over / static_cast<std::ptrdiff_t>(stride) * static_cast<std::ptrdiff_t>(L));
#pragma GCC unroll 16
                  for (std::size_t m = 0; m < M; ++m) sum[j][m] += v * k[m];
                }
              }
            }
        }
#pragma GCC unroll 16
        for (std::size_t m = 0; m < M; ++m)
#pragma GCC unroll 16
          for (std::size_t j = 0; j < Q * stride; ++j)
            if (S::width % stride == 0 || unit * stride + j < S::width) {
              const std::size_t at =
                  (((g * S::group_channels + first + m) * S::height + row) * S::width + unit * stride + j) * L;
              if constexpr (Map::keeps_input) store<V>(kept + at, sum[j][m]);
              store<V>(dx + at, map(sum[j][m]));
            }
      });
    });
}
template <class S, std::size_t L, class V, class T, class Map>
requires OneOfLanes<V, L>
constexpr void convolve_transposed(std::size_t g, const T* dz, const T* w, const T* b, T* dx, T* kept,
                                   Map map) noexcept {
  using F = column_padded<S>;
  reference::convolve_transposed(reference::sizes_of<S, L>, F::left, F::pitch, g, dz, w, b, dx,
                                 Map::keeps_input ? kept : nullptr, map);
}

/// The weights whose gradients one tile accumulates. A tile has whole kernels if two of them fit into registers,
/// otherwise one row of each kernel; with small kernels it has several input channels.
template <class S> struct weight_tile {
  static constexpr std::size_t most = window_accumulators + window_accumulators / 4, N = S::cols.kernel;
  static constexpr std::size_t K = 2 * S::taps <= most ? S::rows.kernel : 1;
  static constexpr tiling channels = even_tiles(S::group_channels, max_of<std::size_t>(1, 4 / (K * N)));
  static constexpr tiling outputs =
      even_tiles(S::group_outputs, max_of<std::size_t>(1, most / (K * N * channels.size)));
};

/// sums[k] += Σ x·dz for every weight k of group g, lane by lane; starts from 0 if fresh.
/// Shapes: x: the group's channels, padded. dz: at the first pixel of the group; its rows are Pitch pixels apart, its
/// channels Plane pixels.
template <class S, std::size_t Pitch, std::size_t Plane, std::size_t L, class V, class T>
[[SINEW_KERNEL]] constexpr void convolve_weights(std::size_t g, const T* x, const T* dz, bool fresh, T* sums) noexcept {
  using tile = weight_tile<S>;
  constexpr std::size_t K = tile::K, N = tile::N;
  each_tile_of<tile::outputs>([&]<std::size_t M>(std::size_t first) __attribute__((always_inline)) {
    const std::size_t o = g * S::group_outputs + first;
    each_tile_of<tile::channels>([&]<std::size_t C>(std::size_t c) __attribute__((always_inline)) {
      for (std::size_t r = 0; r < S::rows.kernel; r += K) {
        T* const to = sums + S::weight_index(c, r, 0, o) * L;
        V sum[C][K][N][M];
#pragma GCC unroll 32
        for (std::size_t i = 0; i < C * K * N * M; ++i)
          sum[i / (K * N * M)][i / (N * M) % K][i / M % N][i % M] =
              fresh ? V{} : load<V>(to + S::weight_index(i / (K * N * M), i / (N * M) % K, i / M % N, i % M) * L);
        for (std::size_t row = 0; row < S::out_height; ++row) {
          const T* from =
              x + ((c * S::padded_height + row * S::rows.stride + r * S::rows.dilation) * S::padded_width) * L;
          const T* z = dz + (first * Plane + row * Pitch) * L;
          for (std::size_t column = 0; column < S::out_width; ++column, from += S::cols.stride * L, z += L) {
            V d[M];
#pragma GCC unroll 32
            for (std::size_t m = 0; m < M; ++m) d[m] = load<V>(z + m * Plane * L);
#pragma GCC unroll 32
            for (std::size_t i = 0; i < C * K * N; ++i) {
              const std::size_t channel = i / (K * N), k = i / N % K, s = i % N;
              const V pixel = load<V>(
                  from +
                  ((channel * S::padded_height + k * S::rows.dilation) * S::padded_width + s * S::cols.dilation) * L);
#pragma GCC unroll 32
              for (std::size_t m = 0; m < M; ++m) sum[channel][k][s][m] += pixel * d[m];
            }
          }
        }
#pragma GCC unroll 32
        for (std::size_t i = 0; i < C * K * N * M; ++i)
          store<V>(to + S::weight_index(i / (K * N * M), i / (N * M) % K, i / M % N, i % M) * L,
                   sum[i / (K * N * M)][i / (N * M) % K][i / M % N][i % M]);
      }
    });
  });
}
template <class S, std::size_t Pitch, std::size_t Plane, std::size_t L, class V, class T>
requires OneOfLanes<V, L>
constexpr void convolve_weights(std::size_t g, const T* x, const T* dz, bool fresh, T* sums) noexcept {
  reference::convolve_weights(reference::sizes_of<S, L>, Pitch, Plane, g, x, dz, fresh, sums);
}

/// Reduces the L lanes of each of `count` sums and gives the totals to a sink (layer/gradient_sink.hpp).
template <std::size_t L, class T, class Sink>
[[SINEW_KERNEL]] constexpr void give_lane_sums(std::size_t count, const T* sums, Sink sink) noexcept {
  if constexpr (_detail::discards<Sink>) return;
  if (scalar_only()) {
    for (std::size_t k = 0; k < count; ++k) {
      T total{};
      for (std::size_t lane = 0; lane < L; ++lane) total += sums[k * L + lane];
      sink.template add<T>(k, total);
    }
    return;
  }
  using V = pack<T, L>;
  const auto give = sink.taker(count);
  if constexpr (L == 1)
    sweep<T>(
        count, [&]<class P>(std::size_t i) __attribute__((always_inline)) { give(i, load<P>(sums + i)); });
  else {
    const std::size_t whole = count - count % L;
    for (std::size_t k = 0; k < whole; k += L) {
      V v[L];
      unroll<L>([&](auto i) __attribute__((always_inline)) { v[i] = load<V>(sums + (k + i) * L); });
      give(k, sinew::simd::sums<L>(v));
    }
    for (std::size_t k = whole; k < count; ++k) give(k, sum(load<V>(sums + k * L)));
  }
}

}  // namespace sinew::kernel
