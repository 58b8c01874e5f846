#pragma once
/// \file
/// The forward convolution of one block of samples: its sizes, and register tiles of output pixels × output channels.
///
/// A block is [feature][L samples] (memory/batch_view.hpp), and V is one register that holds a pixel of all its
/// samples. So for any image size every operation is a whole vector, weights are broadcast scalars, and there are no
/// tails. There is no im2col: tiles read the pixels in place. Images that need padding are copied into a padded image
/// first (kernel/padded.hpp), so no loop tests whether a pixel exists. In constant expressions V is one sample, and
/// the kernels call their reference implementations (kernel/convolution_reference.hpp).

#include <cstddef>
#include <cstdint>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/simd/convert.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/convolution_reference.hpp>
#include <sinew/kernel/tile.hpp>

namespace SINEW_NAMESPACE::kernel {

/// The sizes of a convolution of C channels of H × W pixels to O channels, in G groups. Weights are (C / G, rows,
/// columns, O), row-major, so the weights that one tile multiplies by are contiguous. One bias per output channel
/// follows.
template <std::size_t C, std::size_t H, std::size_t W, std::size_t O, std::size_t G, windows A> struct convolution {
  static constexpr window rows = A.rows, cols = A.cols;
  static constexpr std::size_t channels = C, height = H, width = W, outputs = O, groups = G;
  static constexpr std::size_t out_height = rows.outputs(H), out_width = cols.outputs(W);
  static constexpr std::size_t group_channels = C / G, group_outputs = O / G, taps = rows.kernel * cols.kernel;
  static constexpr std::size_t depth = group_channels * taps, weights = depth * O;
  static constexpr bool rotated = false;  ///< whether the weights are those of another convolution: see `transposed`
  /// The extents of the image with its padding.
  static constexpr std::size_t padded_height = H + rows.before + rows.after,
                               padded_width = W + cols.before + cols.after;
  static constexpr bool needs_padding = padded_height > H || padded_width > W;
  static constexpr std::size_t padded_size = group_channels * padded_height * padded_width;  // of one group

  /// The index of the weight from input channel c (counted within its group), at row r and column s of the kernel, to
  /// output channel o.
  [[gnu::always_inline]] static constexpr std::size_t weight_index(std::size_t c, std::size_t r, std::size_t s,
                                                                   std::size_t o) noexcept {
    return ((c * rows.kernel + r) * cols.kernel + s) * O + o;
  }
};

/// Whether dx of S is a convolution of dz: the strides are 1, and no output lies in the padding alone.
template <class S>
inline constexpr bool transposes = S::rows.stride == 1 && S::cols.stride == 1 &&
                                   S::rows.before < S::rows.span() && S::cols.before < S::cols.span() &&
                                   S::height + S::rows.before >= S::out_height&& S::width + S::cols.before
                                       >= S::out_width;
/// The window of that convolution along one axis of `in` pixels in S and `out` pixels out.
constexpr window transposed_window(const window& w, std::size_t in, std::size_t out) {
  return {w.kernel, 1, w.dilation, w.span() - 1 - w.before, in + w.before - out};
}
/// The convolution of dz that gives dx: inputs and outputs change places, and the kernel is rotated by 180°.
template <class S> struct transposed : convolution<S::outputs, S::out_height, S::out_width, S::channels, S::groups,
                                                   windows{transposed_window(S::rows, S::height, S::out_height),
                                                           transposed_window(S::cols, S::width, S::out_width)}> {
  static constexpr bool rotated = true;

  [[gnu::always_inline]] static constexpr std::size_t weight_index(std::size_t c, std::size_t r, std::size_t s,
                                                                   std::size_t o) noexcept {
    return S::weight_index(o % S::group_channels, S::rows.kernel - 1 - r, S::cols.kernel - 1 - s,
                           o / S::group_channels * S::group_outputs + c);
  }
};

/// A division of n items into tiles of nearly equal size close to `wanted`: `larger` tiles of size + 1, then tiles of
/// `size`.
struct tiling {
  std::size_t size, count, larger;
};
constexpr tiling even_tiles(std::size_t n, std::size_t wanted) {
  const std::size_t count = max_of<std::size_t>(1, (2 * n + wanted) / (2 * wanted));
  return {n / count, count, n % count};
}
/// f<Size>(begin) for each tile.
template <tiling T, class F> [[gnu::always_inline]] constexpr void each_tile_of(F&& f) {
  if constexpr (T.larger > 0)
    for (std::size_t k = 0; k < T.larger; ++k) f.template operator()<T.size + 1>(k * (T.size + 1));
  if constexpr (T.larger < T.count)
    for (std::size_t k = T.larger; k < T.count; ++k) f.template operator()<T.size>(T.larger + k * T.size);
}

/// Output channels of a tile. Together with its pixels they give as many accumulators as fill the multiply-add units.
inline constexpr std::size_t tile_outputs = 4;
template <class S> inline constexpr tiling output_tiles = even_tiles(S::group_outputs, tile_outputs);
/// Pixels per row of a tile; fewer channels allow more pixels.
template <std::size_t Channels>
inline constexpr std::size_t tile_pixels = max_of<std::size_t>(1, window_accumulators / min_of(Channels, tile_outputs));

/// sum[p][q][m] = b[m] + Σ x·w for P rows of Q output pixels and M output channels.
/// x: the padded image, at the first row and column of the tile's receptive field in the group's first channel. w, b:
/// at the tile's first output channel.
template <class S, std::size_t P, std::size_t Q, std::size_t M, std::size_t L, class V, class T>
[[gnu::always_inline]] constexpr void convolve_tile(const T* x, const T* w, const T* b, V (&sum)[P][Q][M]) noexcept {
#pragma GCC unroll 16
  for (std::size_t m = 0; m < M; ++m) {
    const V start = broadcast<V>(b == nullptr ? T(0) : b[m]);
#pragma GCC unroll 16
    for (std::size_t p = 0; p < P; ++p)
#pragma GCC unroll 16
      for (std::size_t q = 0; q < Q; ++q) sum[p][q][m] = start;
  }
  for (std::size_t c = 0; c < S::group_channels; ++c)
    for (std::size_t r = 0; r < S::rows.kernel; ++r) {
      const T* const row = x + (c * S::padded_height + r * S::rows.dilation) * S::padded_width * L;
      const T* const weights = w + S::weight_index(c, r, 0, 0);
#pragma GCC unroll 16
      for (std::size_t s = 0; s < S::cols.kernel; ++s) {
        V k[M];
#pragma GCC unroll 16
        for (std::size_t m = 0; m < M; ++m) k[m] = broadcast<V>(weights[s * S::outputs + m]);
#pragma GCC unroll 16
        for (std::size_t p = 0; p < P; ++p)
#pragma GCC unroll 16
          for (std::size_t q = 0; q < Q; ++q) {
            const V pixel =
                load<V>(row + (p * S::rows.stride * S::padded_width + q * S::cols.stride + s * S::cols.dilation) * L);
#pragma GCC unroll 16
            for (std::size_t m = 0; m < M; ++m) sum[p][q][m] += pixel * k[m];
          }
      }
    }
}

/// y = map(conv(x) + b) for group g of a block; b may be null. If Map::keeps_input, conv(x) + b itself is stored to
/// `kept`, in the layout of y.
/// Shapes: x: the group's channels, padded. y: (outputs, out_height, out_width).
template <class S, std::size_t L, class V, class T, class Map>
[[SINEW_KERNEL]] constexpr void convolve(std::size_t g, const T* x, const T* w, const T* b, T* y, T* kept,
                                         Map map) noexcept {
  constexpr tiling outputs = output_tiles<S>, pixels = even_tiles(S::out_width, tile_pixels<S::group_outputs>);
  for (std::size_t row = 0; row < S::out_height; ++row)
    each_tile_of<outputs>([&]<std::size_t M>(std::size_t first) __attribute__((always_inline)) {
      const std::size_t o = g * S::group_outputs + first;
      each_tile_of<pixels>([&]<std::size_t Q>(std::size_t column) __attribute__((always_inline)) {
        V sum[1][Q][M];
        const std::size_t corner = row * S::rows.stride * S::padded_width + column * S::cols.stride;
        kernel::convolve_tile<S, 1, Q, M, L>(x + corner * L, w + o, b == nullptr ? b : b + o, sum);
#pragma GCC unroll 16
        for (std::size_t m = 0; m < M; ++m)
#pragma GCC unroll 16
          for (std::size_t q = 0; q < Q; ++q) {
            const std::size_t at = (((o + m) * S::out_height + row) * S::out_width + column + q) * L;
            if constexpr (Map::keeps_input) store<V>(kept + at, sum[0][q][m]);
            store<V>(y + at, map(sum[0][q][m]));
          }
      });
    });
}
template <class S, std::size_t L, class V, class T, class Map>
requires OneOfLanes<V, L>
constexpr void convolve(std::size_t g, const T* x, const T* w, const T* b, T* y, T* kept, Map map) noexcept {
  reference::convolve(reference::sizes_of<S, L>, 1, g, x, w, b, y, Map::keeps_input ? kept : nullptr, nullptr, map);
}

/// Whether v replaces the maximum so far. A NaN always replaces it and is replaced only by another NaN, so that it
/// propagates.
template <class V> [[gnu::always_inline]] constexpr auto is_larger(const V& v, const V& most) noexcept {
  return (v > most) | _detail::is_nan(v);
}
template <class V> [[gnu::always_inline]] constexpr V larger(const V& v, const V& most) noexcept {
  return select(kernel::is_larger(v, most), v, most);
}

/// Small integers, one per lane of V; stored as one byte each.
template <class V> using count_of = pack<bits_of<scalar_of<V>>, lanes_of<V>>;
template <class V> using bytes_of = pack<std::uint8_t, lanes_of<V>>;

/// y = map(maximum of z[·][·][m]). If Index, index = the position of the first maximum.
template <bool Index, std::size_t N, std::size_t M, class V, class T, class Map>
[[gnu::always_inline]] constexpr void store_maximum(const V (&z)[N][N][M], std::size_t m, T* y, std::uint8_t* index,
                                                    Map map) noexcept {
  V most = z[0][0][m];
  count_of<V> which{};
#pragma GCC unroll 16
  for (std::size_t k = 1; k < N * N; ++k) {
    const V& v = z[k / N][k % N][m];
    if constexpr (Index) which = select(kernel::is_larger(v, most), broadcast<count_of<V>>(k), which);
    most = kernel::larger(v, most);
  }
  store<V>(y, map(most));
  if constexpr (Index) store<bytes_of<V>>(index, sinew::simd::narrow<bytes_of<V>>(which));
}

/// A convolution fused with max pooling: y = map(max of N × N pixels of conv(x) + b). map must be non-decreasing.
/// Rows and columns that no pooling window reaches are not computed.
/// Shapes: y: (outputs, out_height / N, out_width / N). index, if Index: for each value of y the position of the
/// first maximum among the N × N pixels, in row order.
template <class S, std::size_t N, bool Index, std::size_t L, class V, class T, class Map>
[[SINEW_KERNEL]] constexpr void convolve_and_pool(std::size_t g, const T* x, const T* w, const T* b, T* y,
                                                  std::uint8_t* index, Map map) noexcept {
  constexpr std::size_t height = S::out_height / N, width = S::out_width / N;
  constexpr tiling outputs = even_tiles(S::group_outputs, max_of<std::size_t>(1, window_accumulators / (N * N)));
  for (std::size_t row = 0; row < height; ++row)
    each_tile_of<outputs>([&]<std::size_t M>(std::size_t first) __attribute__((always_inline)) {
      const std::size_t o = g * S::group_outputs + first;
      for (std::size_t column = 0; column < width; ++column) {
        V sum[N][N][M];
        const std::size_t corner = N * row * S::rows.stride * S::padded_width + N * column * S::cols.stride;
        kernel::convolve_tile<S, N, N, M, L>(x + corner * L, w + o, b == nullptr ? b : b + o, sum);
#pragma GCC unroll 16
        for (std::size_t m = 0; m < M; ++m) {
          const std::size_t at = (((o + m) * height + row) * width + column) * L;
          kernel::store_maximum<Index>(sum, m, y + at, Index ? index + at : index, map);
        }
      }
    });
}
template <class S, std::size_t N, bool Index, std::size_t L, class V, class T, class Map>
requires OneOfLanes<V, L>
constexpr void convolve_and_pool(std::size_t g, const T* x, const T* w, const T* b, T* y, std::uint8_t* index,
                                 Map map) noexcept {
  reference::convolve(reference::sizes_of<S, L>, N, g, x, w, b, y, static_cast<T*>(nullptr), Index ? index : nullptr,
                      map);
}

}  // namespace sinew::kernel
