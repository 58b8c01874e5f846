#pragma once
/// \file
/// 3 × 3 convolution of one block of samples by Winograd's F(2×2, 3×3): 16 multiplications for 2 × 2 pixels instead
/// of 36.
///
///   Y = Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A
///   g: 3 × 3 weights; d: 4 × 4 pixels; Y: 2 × 2 pixels, a tile; ⊙: the product of elements, summed over the channels
///   Bᵀ = [1 0 −1 0; 0 1 1 0; 0 −1 1 0; 0 −1 0 1]   G = [1 0 0; ½ ½ ½; ½ −½ ½; 0 0 1]   Aᵀ = [1 1 1 0; 0 1 −1 1]
///
/// Source: Lavin, Gray, "Fast algorithms for convolutional neural networks", CVPR 2016 (there the last rows of Bᵀ
/// and A are negated).

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/convolution.hpp>
#include <sinew/kernel/tile.hpp>

namespace SINEW_NAMESPACE::kernel {

/// The operations and memory that Winograd's algorithm takes for the convolution S (kernel/convolution.hpp).
template <class S> struct winograd {
  /// If out_height or out_width is odd, the last tiles overlap and recompute some pixels.
  static constexpr std::size_t tiles = (S::out_height + 1) / 2 * ((S::out_width + 1) / 2);
  static constexpr std::size_t operations =
      tiles * (16 * S::channels * S::outputs + 64 * S::channels + 32 * S::outputs);
  static constexpr bool possible = S::rows.kernel == 3 && S::cols.kernel == 3 && S::rows.stride == 1 &&
                                   S::cols.stride == 1 && S::rows.dilation == 1 && S::cols.dilation == 1 &&
                                   S::groups == 1 && S::out_height > 1 && S::out_width > 1;
  /// Whether it is faster than `convolve` by a tenth or more, as measured. The threshold is stricter with few
  /// registers, which make it load weights more often.
  static constexpr bool wins =
      possible && 10 * operations <= (registers > 16 ? 9 : 8) * S::out_height * S::out_width * S::depth * S::outputs;

  /// Output channels per register tile, at two positions each.
  static constexpr tiling outputs = even_tiles(S::outputs, accumulators / 2);
  /// Scalars of the transformed weights, and of all scratch: `room` adds what is spilled to memory, i.e. the
  /// transformed pixels of a tile and half of the output transform.
  template <class T> static constexpr std::size_t weights = whole_lines<T>(16 * S::channels * S::outputs);
  template <class T, std::size_t L>
  static constexpr std::size_t room = weights<T> + (16 * S::channels + 8 * (outputs.size + (outputs.larger > 0))) * L;
};

/// Where the transformed weights of S lie among those of transform_weights. If S is rotated, the latter are of the
/// convolution that S transposes: G·g·Gᵀ of the rotated kernel has the first and the last row and column exchanged.
template <class S> struct transformed_weights {
  static constexpr std::size_t plane = S::channels * S::outputs;
  static constexpr std::size_t next_channel = S::rotated ? 1 : S::outputs, next_output = S::rotated ? S::channels : 1;
  [[gnu::always_inline]] static constexpr std::size_t position(std::size_t i) {
    return S::rotated && i % 3 == 0 ? 3 - i : i;
  }
};

/// Whether it is faster for dx of S.
template <class S> consteval bool transposed_winograd_wins() {
  if constexpr (winograd<S>::possible && transposes<S>) return winograd<transposed<S>>::wins;
  else return false;
}

/// put(i, j, (G·g·Gᵀ)[i][j]) of the packs g[r][s] = get(r, s).
template <class V, class Get, class Put>
[[gnu::always_inline]] inline void transform_kernel(const Get& get, const Put& put) noexcept {
  const auto half = broadcast<V>(scalar_of<V>(0.5));
  V h[4][3];
#pragma GCC unroll 4
  for (std::size_t s = 0; s < 3; ++s) {
    h[0][s] = get(0, s);
    h[3][s] = get(2, s);
    const V even = (h[0][s] + h[3][s]) * half, odd = get(1, s) * half;
    h[1][s] = even + odd;
    h[2][s] = even - odd;
  }
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i) {
    const V even = (h[i][0] + h[i][2]) * half, odd = h[i][1] * half;
    put(i, 0, h[i][0]);
    put(i, 1, V(even + odd));
    put(i, 2, V(even - odd));
    put(i, 3, h[i][2]);
  }
}
/// to[i][j][c][o] = (G·g·Gᵀ)[i][j] for every pair of channels.
template <class S, class T> [[gnu::noinline, SINEW_KERNEL]] inline void transform_weights(const T* w, T* to) noexcept {
  constexpr std::size_t plane = S::channels * S::outputs;
  for (std::size_t c = 0; c < S::channels; ++c)
    cover<T, S::outputs>([&]<class V>(std::size_t o) __attribute__((always_inline)) {
      kernel::transform_kernel<V>(
          [&](std::size_t r, std::size_t s)
              __attribute__((always_inline)) { return load<V>(w + S::weight_index(c, r, s, o)); },
          [&](std::size_t i, std::size_t j, const V& v)
              __attribute__((always_inline)) { store<V>(to + (i * 4 + j) * plane + c * S::outputs + o, v); });
    });
}

/// to[i][j][c] = (Bᵀ·d·B)[i][j]. x: at the first pixel of the tile.
template <class S, std::size_t L, class V, class T>
[[gnu::noinline, SINEW_KERNEL]] inline void transform_pixels(const T* x, T* to) noexcept {
  constexpr std::size_t plane = S::channels * L;
  for (std::size_t c = 0; c < S::channels; ++c, x += S::padded_height * S::padded_width * L, to += L) {
    V h[4][4];
#pragma GCC unroll 4
    for (std::size_t r = 0; r < 4; ++r) {
      const T* const row = x + r * S::padded_width * L;
      const V d0 = load<V>(row), d1 = load<V>(row + L), d2 = load<V>(row + 2 * L), d3 = load<V>(row + 3 * L);
      h[r][0] = d0 - d2;
      h[r][1] = d1 + d2;
      h[r][2] = d2 - d1;
      h[r][3] = d3 - d1;
    }
#pragma GCC unroll 4
    for (std::size_t j = 0; j < 4; ++j) {
      store<V>(to + j * plane, V(h[0][j] - h[2][j]));
      store<V>(to + (4 + j) * plane, V(h[1][j] + h[2][j]));
      store<V>(to + (8 + j) * plane, V(h[2][j] - h[1][j]));
      store<V>(to + (12 + j) * plane, V(h[3][j] - h[1][j]));
    }
  }
}

/// sum[0] += Σ_c u·g at position A and sum[1] += Σ_c u·g at position B, for M output channels.
template <class S, std::size_t A, std::size_t B, std::size_t M, std::size_t L, class V, class T>
[[gnu::always_inline]] inline void multiply_positions(const T* u, const T* g, V (&sum)[2][M]) noexcept {
  using weights = transformed_weights<S>;
  const T *const first = g + weights::position(A) * weights::plane, *const second =
                                                                        g + weights::position(B) * weights::plane;
  for (std::size_t c = 0; c < S::channels; ++c, u += L) {
    const std::size_t at = c * weights::next_channel;
    const V a = load<V>(u + A * S::channels * L);
#pragma GCC unroll 16
    for (std::size_t m = 0; m < M; ++m) sum[0][m] += a * broadcast<V>(first[at + m * weights::next_output]);
    const V b = load<V>(u + B * S::channels * L);
#pragma GCC unroll 16
    for (std::size_t m = 0; m < M; ++m) sum[1][m] += b * broadcast<V>(second[at + m * weights::next_output]);
  }
}

/// Computes what `convolve` (N = 1) or `convolve_and_pool` (N = 2) computes, at run time. `kept` is their kept or
/// index, stored if Keeps. room: winograd<S>::room scalars, which begin with the result of transform_weights (see
/// transformed_weights).
///
/// Errors: relative to Σ|x·w| + |b|, for 4 to 64 channels. With values of similar magnitude the error is no larger
/// than that of `convolve`: at most 2.5 ε, and 0.13 ε to 0.35 ε on average (direct: 3.5 ε; 0.20 ε to 0.24 ε). With
/// pixels from 0.01 to 100 it is up to 8 ε (direct: 4 ε), because the product of a small weight is rounded like the
/// product of its pixel and the largest weight. A NaN reaches the same pixels as in the direct convolution; ∞ reaches
/// them too, as NaN.
template <class S, std::size_t N, bool Keeps, std::size_t L, class V, class T, class K, class Map>
[[SINEW_KERNEL]] inline void convolve_winograd(const T* x, T* room, const T* b, T* y, K* kept, Map map) noexcept {
  constexpr std::size_t height = S::out_height / N, width = S::out_width / N;
  T* const tile = room + winograd<S>::template weights<T>;
  T* const half = tile + 16 * S::channels * L;
  for (std::size_t i = 0; i < height * N; i += 2)
    for (std::size_t j = 0; j < width * N; j += 2) {
      const std::size_t row = min_of(i, height * N - 2), column = min_of(j, width * N - 2);
      kernel::transform_pixels<S, L, V>(x + (row * S::padded_width + column) * L, tile);
      each_tile_of<winograd<S>::outputs>([&]<std::size_t M>(std::size_t o) __attribute__((always_inline)) {
        // The products of row r, times A. Positions 0 and 3 enter one sum each, so they are accumulated onto the sums
        // of positions 1 and 2.
        for (std::size_t r = 0; r < 4; ++r) {
          const T* const pixels = tile + r * 4 * S::channels * L;
          const T* const weights = room + transformed_weights<S>::position(r) * 4 * transformed_weights<S>::plane +
                                   o * transformed_weights<S>::next_output;
          V sum[2][M]{};
          kernel::multiply_positions<S, 1, 2, M, L>(pixels, weights, sum);
#pragma GCC unroll 16
          for (std::size_t m = 0; m < M; ++m) {
            const V first = sum[0][m];
            sum[0][m] = first + sum[1][m];
            sum[1][m] = first - sum[1][m];
          }
          kernel::multiply_positions<S, 0, 3, M, L>(pixels, weights, sum);
#pragma GCC unroll 16
          for (std::size_t m = 0; m < M; ++m) {
            store<V>(half + (m * 8 + r) * L, sum[0][m]);
            store<V>(half + (m * 8 + 4 + r) * L, sum[1][m]);
          }
        }
        for (std::size_t m = 0; m < M; ++m) {
          const V bias = broadcast<V>(b == nullptr ? T(0) : b[o + m]);
          V z[2][2][1];
#pragma GCC unroll 2
          for (std::size_t k = 0; k < 2; ++k) {
            const T* const from = half + (m * 2 + k) * 4 * L;
            const V h1 = load<V>(from + L), h2 = load<V>(from + 2 * L);
            z[0][k][0] = load<V>(from) + h1 + h2 + bias;
            z[1][k][0] = h1 - h2 + load<V>(from + 3 * L) + bias;
          }
          if constexpr (N == 1) {
#pragma GCC unroll 4
            for (std::size_t k = 0; k < 4; ++k) {
              const std::size_t at = (((o + m) * height + row + k / 2) * width + column + k % 2) * L;
              const V& v = z[k / 2][k % 2][0];
              if constexpr (Keeps) store<V>(kept + at, v);
              store<V>(y + at, map(v));
            }
          } else {
            const std::size_t at = (((o + m) * height + row / 2) * width + column / 2) * L;
            kernel::store_maximum<Keeps>(z, 0, y + at, Keeps ? kept + at : kept, map);
          }
        }
      });
    }
}

}  // namespace sinew::kernel
