#pragma once
/// \file
/// The register tile every matrix product here is made of, and the cover of a matrix with tiles.

#include <algorithm>
#include <cstddef>

#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>

namespace sinew::kernel {

/// Accumulators a tile may keep in registers, beside one row of b and the broadcast element of a. Twice the latency of a multiply-add
/// times its throughput (4 × 2 on current cores) where the register file allows it.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr std::size_t accumulators = 16;
#else
inline constexpr std::size_t accumulators = 8;
#endif

/// c[r][j] = start(j) + Σ_k a[r·a_row + k·a_step] · b[k·b_step + j·W], r < R, j < C, k < depth; then finish(r, j, c[r][j]).
/// a is read one scalar at a time, b in packs V of W scalars; all strides are constants after inlining.
template <class V, std::size_t R, std::size_t C, class T, class Start, class Finish>
[[gnu::always_inline]] inline void tile(std::size_t depth, const T* a, std::size_t a_row, std::size_t a_step, const T* b, std::size_t b_step,
                                        Start start, Finish finish) noexcept {
  constexpr std::size_t W = lanes_of<V>;
  V c[R][C];
  unroll<R>([&](auto r) { unroll<C>([&](auto j) { c[r][j] = start(j); }); });
  for (std::size_t k = 0; k < depth; ++k) {
    V row[C];
    unroll<C>([&](auto j) { row[j] = load<V>(b + k * b_step + j * W); });
    unroll<R>([&](auto r) {
      const V x = broadcast<V>(a[r * a_row + k * a_step]);
      unroll<C>([&](auto j) { c[r][j] += x * row[j]; });
    });
  }
  unroll<R>([&](auto r) { unroll<C>([&](auto j) { finish(r, j, c[r][j]); }); });
}

/// Rows of a tile over M rows in all, and packs of its columns beside.
template <std::size_t M> inline constexpr std::size_t tile_rows = std::min(M, accumulators / 2);
template <std::size_t M> inline constexpr std::size_t tile_packs = std::max<std::size_t>(2, accumulators / tile_rows<M>);

/// f<R>(row): M rows in groups of R, then the rest as one smaller group.
template <std::size_t M, std::size_t R, class F> [[gnu::always_inline]] inline void each_row_group(F&& f) {
  constexpr std::size_t whole = M / R * R;
  for (std::size_t r = 0; r < whole; r += R) f.template operator()<R>(r);
  if constexpr (whole < M) f.template operator()<M - whole>(whole);
}

namespace detail {
template <class T, std::size_t N, std::size_t W, class F> [[gnu::always_inline]] inline void each_narrow_panel(std::size_t from, F&& f) {
  if constexpr (W >= 1) {
    if constexpr ((N & W) != 0) f.template operator()<pack<T, W>, 1>(from);
    detail::each_narrow_panel<T, N, W / 2>(from + (N & W), f);
  }
}
}  // namespace detail

/// f<V, C>(column): N columns in panels of C native packs, then what is left in fewer and narrower packs: no scalar tail,
/// and no column padded (a 20-wide layer is 16 + 4, not 32).
template <class T, std::size_t N, std::size_t C, class F> [[gnu::always_inline]] inline void each_panel(F&& f) {
  constexpr std::size_t W = native_lanes<T>, packs = N / W, whole = packs / C * C;
  if constexpr (whole > 0)
    for (std::size_t n = 0; n < whole * W; n += C * W) f.template operator()<pack<T, W>, C>(n);
  if constexpr (whole < packs) f.template operator()<pack<T, W>, packs - whole>(whole * W);
  if constexpr (packs * W < N) detail::each_narrow_panel<T, N - packs * W, W / 2>(packs * W, f);
}

}  // namespace sinew::kernel
