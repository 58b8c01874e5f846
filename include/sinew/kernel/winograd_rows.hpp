#pragma once
/// \file
/// Winograd's F(2×2, 3×3) (kernel/winograd.hpp) for a single image: 16 matrix products, one for each position of a
/// transformed tile, of the tiles' pixels (tiles × channels) and the weights (channels × outputs). Packs lie along the
/// output channels. The weights are transformed and multiplied in panels, of some outputs and some channels, which stay
/// in the first-level cache.

#include <bit>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/epilogue.hpp>
#include <sinew/kernel/tile.hpp>
#include <sinew/kernel/transpose.hpp>
#include <sinew/kernel/winograd.hpp>

namespace SINEW_NAMESPACE::kernel {

/// The sizes of it for the convolution S of scalars T, the memory that it takes, and whether it is worth while.
template <class S, class T> struct winograd_rows {
  static constexpr std::size_t across = S::out_width / 2, down = S::out_height / 2, tiles = across * down;
  /// Rows of tiles, which go through all steps a band at a time.
  static constexpr tiling bands = even_tiles(down, max_of<std::size_t>(1, 16 / max_of<std::size_t>(1, across)));
  static constexpr std::size_t most_rows = bands.size + (bands.larger > 0);

  /// Packs of a panel. With 32 registers one is enough: a tile then has more rows.
  static constexpr std::size_t packs = registers > 16 ? 1 : 2, panel = packs * native_lanes<T>;
  /// Channels of a panel.
  static constexpr std::size_t depth = min_of<std::size_t>(S::channels, 16);
  /// Tiles whose pixels are transformed at once, side by side.
  static constexpr std::size_t lanes = min_of(native_lanes<T>, max_of<std::size_t>(2, std::bit_ceil(across)));

  /// Of the pixels of a row that `count` tiles side by side see, those in a pack that begins at pixel `from`.
  static constexpr std::size_t seen(std::size_t count, std::size_t from) {
    return 2 * count + 2 <= from ? 0 : min_of(lanes, 2 * count + 2 - from);
  }

  /// The distance of positions in the transformed pixels. It is not a multiple of 4 KiB, whose lines share a set of the
  /// first-level cache.
  static constexpr std::size_t plane = whole_lines<T>(S::channels * most_rows * across) + line_bytes / sizeof(T);
  static constexpr std::size_t pixels = 16 * plane;
  static constexpr std::size_t weights = whole_lines<T>(16 * depth * panel);
  static constexpr std::size_t products = whole_lines<T>(16 * most_rows * across * panel);
  static constexpr std::size_t rows = whole_lines<T>(max_of(panel, 2 * S::out_width * native_lanes<T>));
  static constexpr std::size_t room = pixels + weights + products + rows;

  /// The most memory it may take, which net(x) takes from the stack.
  static constexpr std::size_t most_bytes = std::size_t{176} << 10;
  static constexpr std::size_t direct = 36 * tiles * S::channels * S::outputs;
  static constexpr std::size_t operations =
      (16 * tiles + 44 * bands.count) * S::channels * S::outputs + 64 * tiles * S::channels + 32 * tiles * S::outputs;
  static constexpr bool possible = winograd<S>::possible && S::out_width % 2 == 0 && S::out_height % 2 == 0 &&
                                   1 < native_lanes<T> && S::outputs >= native_lanes<T>;
  /// As measured: the direct kernels gain more from packs of 64 bytes.
  static constexpr bool wins =
      possible && room * sizeof(T) <= most_bytes && 20 * operations <= (vector_bytes > 32 ? 11 : 15) * direct;
};

/// to[i][j][c][tile] = (Bᵀ·d·B)[i][j] of Down rows of tiles. x: at their first row of the padded image.
template <class S, std::size_t Down, class T>
[[gnu::noinline, SINEW_KERNEL]] inline void transform_image(const T* x, T* to) noexcept {
  using sizes = winograd_rows<S, T>;
  constexpr std::size_t W = sizes::lanes, tiles = Down * sizes::across, plane = sizes::plane, rest = sizes::across % W;
  using V = pack<T, W>;
  for (std::size_t c = 0; c < S::channels; ++c, x += S::padded_height * S::padded_width)
    for (std::size_t row = 0; row < Down; ++row) {
      // Valid tiles side by side, one per lane. They see 2 · Valid + 2 pixels of each of four rows.
      const auto some = [&]<std::size_t Valid>(std::size_t tile) __attribute__((always_inline)) {
        V h[4][4];
#pragma GCC unroll 4
        for (std::size_t r = 0; r < 4; ++r) {
          const T* const from = x + (2 * row + r) * S::padded_width + 2 * tile;
          V here[2]{load_first<V, sizes::seen(Valid, 0)>(from), load_first<V, sizes::seen(Valid, W)>(from + W)},
              next[2]{load_first<V, sizes::seen(Valid, 2)>(from + 2),
                      load_first<V, sizes::seen(Valid, W + 2)>(from + W + 2)};
          deinterleave<2>(here);  // the even and the odd pixels
          deinterleave<2>(next);
          h[r][0] = here[0] - next[0];
          h[r][1] = here[1] + next[0];
          h[r][2] = next[0] - here[1];
          h[r][3] = next[1] - here[1];
        }
        T* const at = to + c * tiles + row * sizes::across + tile;
#pragma GCC unroll 4
        for (std::size_t j = 0; j < 4; ++j) {
          store_first<Valid>(at + j * plane, V(h[0][j] - h[2][j]));
          store_first<Valid>(at + (4 + j) * plane, V(h[1][j] + h[2][j]));
          store_first<Valid>(at + (8 + j) * plane, V(h[2][j] - h[1][j]));
          store_first<Valid>(at + (12 + j) * plane, V(h[3][j] - h[1][j]));
        }
      };
      for (std::size_t tile = 0; tile < sizes::across - rest; tile += W) some.template operator()<W>(tile);
      if constexpr (rest > 0) some.template operator()<rest>(sizes::across - rest);
    }
}

/// y = map(conv(x) + b) of one image, or with N = 2 the maximum of each 2 × 2 pixels of it. Errors: see
/// convolve_winograd. b may be null.
/// Shapes: x: the channels, padded. y: (outputs, out_height / N, out_width / N). room: winograd_rows::room scalars.
template <class S, std::size_t N, class T, class Map>
[[SINEW_KERNEL]] inline void convolve_winograd_image(const T* x, const T* w, const T* b, T* y, T* room,
                                                     Map map) noexcept {
  using sizes = winograd_rows<S, T>;
  constexpr std::size_t height = S::out_height / N, width = S::out_width / N;
  T* const pixels = room;
  T* const weights = pixels + sizes::pixels;
  T* const products = weights + sizes::weights;
  T* const rows = products + sizes::products;
  each_tile_of<sizes::bands>([&]<std::size_t Down>(std::size_t top) {
    constexpr std::size_t tiles = Down * sizes::across;
    kernel::transform_image<S, Down>(x + 2 * top * S::padded_width, pixels);
    each_panel<T, sizes::packs, columns_left<T, S::outputs, sizes::packs>>(
        S::outputs, [&]<class V, std::size_t C, std::size_t Valid>(std::size_t first) {
          constexpr std::size_t L = lanes_of<V>, panel = C * L;
          const T* const zeros = rows;
          for (std::size_t j = 0; j < panel; ++j) rows[j] = T(0);
          for (std::size_t from = 0; from < S::channels; from += sizes::depth) {
            const std::size_t depth = min_of(sizes::depth, S::channels - from);
            for (std::size_t c = 0; c < depth; ++c)
#pragma GCC unroll 4
              for (std::size_t k = 0; k < C; ++k)
                kernel::transform_kernel<V>(
                    [&](std::size_t r, std::size_t s) __attribute__((always_inline)) {
                      return load_first<V, Valid>(w + S::weight_index(from + c, r, s, first + k * L));
                    },
                    [&](std::size_t i, std::size_t j, const V& v) __attribute__((always_inline)) {
                      store<V>(weights + ((i * 4 + j) * sizes::depth + c) * panel + k * L, v);
                    });
            for (std::size_t p = 0; p < 16; ++p)
              each_row_group<true, tiles, min_of(accumulators / sizes::packs, std::bit_floor(tiles))>(
                  [&]<std::size_t R>(std::size_t tile, std::size_t count) {
                    T* const sums = products + (p * tiles + tile) * panel;
                    using end = map_part_and_store<T, unmapped>;
                    kernel::tiles<any_depth, next_tile::below, a_along::rows, V, R, C, L, end>(
                        count,
                        operands<T>{pixels + p * sizes::plane + from * tiles + tile, tiles,
                                    weights + p * sizes::depth * panel, panel, depth},
                        from == 0 ? zeros : sums, from == 0 ? std::size_t{0} : panel, sums, panel,
                        static_cast<T*>(nullptr));
                  });
          }
          for (std::size_t k = 0; k < C; ++k) {
            const std::size_t o = first + k * L;
            const V bias = b == nullptr ? V{} : load_first<V, Valid>(b + o);
            for (std::size_t row = 0; row < Down; ++row) {
              for (std::size_t column = 0; column < sizes::across; ++column) {
                const T* const m = products + (row * sizes::across + column) * panel + k * L;
                constexpr std::size_t next = tiles * panel;
                V h[2][4];
#pragma GCC unroll 4
                for (std::size_t j = 0; j < 4; ++j) {
                  const V m1 = load<V>(m + (4 + j) * next), m2 = load<V>(m + (8 + j) * next);
                  h[0][j] = load<V>(m + j * next) + m1 + m2;
                  h[1][j] = m1 - m2 + load<V>(m + (12 + j) * next);
                }
                V z[2][2];
#pragma GCC unroll 2
                for (std::size_t r = 0; r < 2; ++r) {
                  z[r][0] = h[r][0] + h[r][1] + h[r][2] + bias;
                  z[r][1] = h[r][1] - h[r][2] + h[r][3] + bias;
                }
                if constexpr (N == 1)
#pragma GCC unroll 4
                  for (std::size_t i = 0; i < 4; ++i)
                    store<V>(rows + (i / 2 * width + 2 * column + i % 2) * L, map(z[i / 2][i % 2]));
                else
                  store<V>(rows + column * L,
                           map(kernel::larger(z[1][1], kernel::larger(z[1][0], kernel::larger(z[0][1], z[0][0])))));
              }
              for (std::size_t r = 0; r < 2 / N; ++r)
                kernel::to_rows<V, Valid>(width, rows + r * width * L,
                                          y + (o * height + (top + row) * 2 / N + r) * width, height * width);
            }
          }
        });
  });
}

}  // namespace sinew::kernel
