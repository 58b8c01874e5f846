#pragma once
/// \file
/// The register tile from which every matrix product is built (the micro-kernel), and the cover of a matrix with
/// tiles.
///
/// A tile keeps its accumulators in registers over the whole depth of the product. In layers of more than
/// `unrolled_weights` weights, tiles are functions shared by all layers, with sizes known at run time: they fill the
/// multiply-add units anyway, and a program with a hundred different layers compiles only a handful of them. In
/// smaller layers, calls and address arithmetic would cost more than the work, so all sizes are constants and the
/// compiler unrolls everything.

#include <bit>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>

namespace SINEW_NAMESPACE::kernel {

/// The vector registers of the target.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr std::size_t registers = 32;
#else
inline constexpr std::size_t registers = 16;
#endif

/// The number of accumulators a tile keeps in registers, in addition to one row of b and the broadcast element of a.
/// Eight independent accumulators hide the latency of multiply-adds (4 cycles × 2 per cycle on current cores). More of
/// them need fewer loads per multiply-add: a tile of 6 rows × 2 packs takes 8 loads for 12, one of 4 × 2 takes 6 for 8,
/// and two loads start per cycle. Without fused multiply-adds the products take registers too.
#if defined(__FMA__) || defined(__aarch64__)
inline constexpr std::size_t accumulators = registers == 32 ? 16 : 12;
#else
inline constexpr std::size_t accumulators = registers / 2;
#endif
/// The most rows of a tile, of two packs each. Without fused multiply-adds there are 2 rows of four packs: SSE2 takes
/// a load and a shuffle to broadcast an element, and this needs half as many. 64 samples of 784-128-64-10 take 0.86 of
/// the time of 4 × 2 by g++ 12 and 0.96 by clang 19 (-O2, Zen 5, a program of its own).
inline constexpr std::size_t most_rows = accumulators == 8 ? 2 : accumulators / 2;
/// The same for kernels that slide a window over an image: they keep several weights or pixels of the window too.
inline constexpr std::size_t window_accumulators = registers / 2;

/// The largest number of weights of a layer whose tiles are unrolled into the caller, and of a dense layer that runs
/// in the lane layout. In larger layers, packs along the outputs lose little to the last, narrower pack.
inline constexpr std::size_t unrolled_weights = 256;

/// The memory layout of a matrix of packs (row r, pack j), which also decides where the next tile is.
///   below    r·stride + j·W: rows of packs side by side. The next tile has the next rows of a and of the result.
///   beside   r·W + j·stride: blocks of lanes. The next tile has the next packs of b and of the result.
/// Each layout has one variable stride; everything else is constant, because compilers keep few addresses of a tile
/// in registers.
enum class next_tile { below, beside };
template <next_tile Next, class V>
[[gnu::always_inline]] constexpr std::size_t pack_at(std::size_t r, std::size_t j, std::size_t stride) {
  return Next == next_tile::below ? r * stride + j * lanes_of<V> : r * lanes_of<V> + j * stride;
}
/// The index of a(r, k) whose scalars are contiguous; the other index has the stride `a_stride`.
enum class a_along { depth, rows };

/// The operands of a tile: a(r, k), broadcast one scalar at a time, and b(k, j), the pack at pack_at(k, j, b_stride);
/// k < depth. A tile that copies stores its rows of b to `copy`, one after the other.
template <class T> struct operands {
  const T* a;
  std::size_t a_stride;
  const T* b;
  std::size_t b_stride, depth;
  T* copy = nullptr;
};

/// Marks the depth of shared tiles: it is known at run time only.
inline constexpr std::size_t any_depth = ~std::size_t{};

/// The number of interleaved partial sums per accumulator. With few accumulators, a single chain of additions would
/// stall on its own latency (4 cycles per addition, one or two started per cycle). So a small tile, of few columns
/// and few rows, rounds in a different order than the tiles of a large batch.
template <class V, std::size_t Tiles, std::size_t Depth> inline constexpr std::size_t chains = [] {
  constexpr std::size_t wanted = sizeof(V) == 64 ? 4 : 8, many = Tiles >= wanted ? 1 : Tiles * 2 >= wanted ? 2 : 4;
  return Depth < many ? Depth : many;
}();

// Loops with constant bounds and an unroll pragma instead of `unroll`: closures would double the compile time, and
// the generated code is the same.

/// Keeps a loaded pack in a register. g++ folds the load of a value with several uses into each use, even if registers
/// are free: with -mtune=znver3 a tile of 4 × 2 packs took 12 loads for 8 multiply-adds, and was bound by them.
template <class V> [[gnu::always_inline]] inline void hold([[maybe_unused]] V& v) noexcept {
#if defined(__GNUC__) && !defined(__clang__) && defined(__AVX__)
  if constexpr (1 < lanes_of<V> && 16 <= sizeof v) asm("" : "+v"(v));
#endif
}

/// c[r][j] += a(r, k)·b(k, j) for one k: a rank-1 update. Only the first N lanes of each pack of b exist.
template <next_tile Next, a_along A, std::size_t N, bool Copies, class V, std::size_t R, std::size_t C, class T>
[[gnu::always_inline]] inline void multiply_add(V (&c)[R][C], const operands<T>& p, std::size_t k) noexcept {
  // Addresses are written so that little is computed per pack where nothing is optimised.
  const T* const from = p.b + pack_at<Next, V>(k, 0, p.b_stride);
  V row[C];
#pragma GCC unroll 16
  for (std::size_t j = 0; j < C; ++j) {
    row[j] = load_first<V, N>(from + (Next == next_tile::below ? j * lanes_of<V> : j * p.b_stride));
    if constexpr (R > 1) kernel::hold(row[j]);
    if constexpr (Copies) __builtin_prefetch(from + 16 * p.b_stride + j * lanes_of<V>);
    if constexpr (Copies) store<V>(p.copy + (k * C + j) * lanes_of<V>, row[j]);
  }
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    const V x = broadcast<V>(p.a[A == a_along::depth ? r * p.a_stride + k : k * p.a_stride + r]);
    V(&sums)[C] = c[r];
#pragma GCC unroll 16
    for (std::size_t j = 0; j < C; ++j) sums[j] += x * row[j];
  }
}

/// The micro-kernel: c[r][j] = start(r, j) + Σ_k a(r, k)·b(k, j) for r < R, j < C, then the epilogue end.finish(c).
/// Only the first Valid lanes of each pack of b exist.
template <next_tile Next, a_along A, std::size_t Depth, class V, std::size_t R, std::size_t C, std::size_t Valid,
          bool Copies, class T, class End>
[[gnu::always_inline]] inline void tile(const operands<T>& p, const End& end) noexcept {
  // A full load of a padded pack reads into the next row of b; after the last row there may be nothing to read, so
  // the last k is loaded partially.
  constexpr bool padded = Valid < lanes_of<V>;
  constexpr std::size_t S = chains<V, R * C, Depth>;
  V sum[S][R][C];
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 16
    for (std::size_t j = 0; j < C; ++j) {
      sum[0][r][j] = end.template start<V, Valid>(r, j);
#pragma GCC unroll 16
      for (std::size_t s = 1; s < S; ++s) sum[s][r][j] = V{};
    }
  const std::size_t depth = (Depth == any_depth ? p.depth : Depth) - padded, in_turn = depth / S * S;
  for (std::size_t k = 0; k < in_turn; k += S) {
#pragma GCC unroll 16
    for (std::size_t s = 0; s < S; ++s) multiply_add<Next, A, lanes_of<V>, Copies, V, R, C>(sum[s], p, k + s);
  }
#pragma GCC unroll 16
  for (std::size_t s = 0; s + 1 < S; ++s)
    if (in_turn + s < depth) multiply_add<Next, A, lanes_of<V>, Copies, V, R, C>(sum[s], p, in_turn + s);
  if constexpr (padded) multiply_add<Next, A, Valid, Copies, V, R, C>(sum[S - 1], p, depth);
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 16
    for (std::size_t j = 0; j < C; ++j) {
      if constexpr (S > 2) sum[S - 2][r][j] += sum[S - 1][r][j];
      if constexpr (S > 1) sum[0][r][j] += sum[1][r][j];
      if constexpr (S > 3) sum[0][r][j] += sum[2][r][j];
    }
  end.template finish<V, R, C, Valid>(sum[0]);
}

namespace detail {
template <next_tile Next, a_along A, std::size_t Depth, class V, std::size_t R, std::size_t C, std::size_t Valid,
          bool Copies = false, class T, class End>
[[gnu::always_inline]] inline void tiles_here(std::size_t count, operands<T> p, End end) noexcept {
  for (; count > 0; --count) {
    tile<Next, A, Depth, V, R, C, Valid, Copies>(p, end);
    if constexpr (Next == next_tile::beside) p.b += C * p.b_stride;
    else p.a += A == a_along::depth ? R * p.a_stride : R;
    end.advance(Next == next_tile::beside ? C * end.stride : R * end.stride);
  }
}
// Separate arguments: structs would pass through memory, and a call for a small layer would wait for it.
template <next_tile Next, a_along A, class V, std::size_t R, std::size_t C, std::size_t Valid, class End, class T,
          class... Args>
[[gnu::noinline, SINEW_KERNEL]] void tiles_shared(std::size_t count, const T* a, std::size_t a_stride, const T* b,
                                                  std::size_t b_stride, std::size_t depth, Args... args) noexcept {
  detail::tiles_here<Next, A, any_depth, V, R, C, Valid>(count, operands<T>{a, a_stride, b, b_stride, depth},
                                                         End{args...});
}
/// One tile, which copies its rows of b.
template <next_tile Next, a_along A, class V, std::size_t R, std::size_t C, std::size_t Valid, class End, class T,
          class... Args>
[[gnu::noinline, SINEW_KERNEL]] void tile_copying(T* copy, const T* a, std::size_t a_stride, const T* b,
                                                  std::size_t b_stride, std::size_t depth, Args... args) noexcept {
  detail::tiles_here<Next, A, any_depth, V, R, C, Valid, true>(1, operands<T>{a, a_stride, b, b_stride, depth, copy},
                                                               End{args...});
}
}  // namespace detail

/// Whether a layer with this number of weights uses the shared tiles.
template <std::size_t Weights> inline constexpr bool is_shared = Weights > unrolled_weights;

/// Runs `count` tiles with the epilogue End{args...}. Depth: p.depth, to unroll, or any_depth, to call a shared
/// function.
template <std::size_t Depth, next_tile Next, a_along A, class V, std::size_t R, std::size_t C, std::size_t Valid,
          class End, class T, class... Args>
[[gnu::always_inline]] inline void tiles(std::size_t count, const operands<T>& p, Args... args) noexcept {
  if constexpr (Depth != any_depth) detail::tiles_here<Next, A, Depth, V, R, C, Valid>(count, p, End{args...});
  else detail::tiles_shared<Next, A, V, R, C, Valid, End>(count, p.a, p.a_stride, p.b, p.b_stride, p.depth, args...);
}

/// Rows of a tile over a matrix of M rows, and its packs per row. Shared tiles have a power of two of rows only.
template <bool Shared, std::size_t M> inline constexpr std::size_t tile_rows = M >= most_rows ? most_rows
                                                                               : Shared       ? std::bit_floor(M)
                                                                                              : M;
template <bool Shared, std::size_t M> inline constexpr std::size_t tile_packs = accumulators / tile_rows<Shared, M>;

/// f<R>(from, count): `count` groups of R of the M rows, then the remaining rows: as one group, or in powers of two
/// where tiles are shared.
template <bool Shared, std::size_t M, std::size_t R, std::size_t From = 0, class F>
[[gnu::always_inline]] inline void each_row_group(F&& f) {
  constexpr std::size_t count = M / R, rest = M % R;
  if constexpr (count > 0) f.template operator()<R>(From, count);
  if constexpr (rest > 0)
    kernel::each_row_group<Shared, rest, Shared ? std::bit_floor(rest) : rest, From + count * R>(f);
}

/// The columns left after whole panels: some native packs, and the columns of one last, partial pack.
template <std::size_t Packs, std::size_t Lanes> struct left_over {
  static constexpr std::size_t packs = Packs, lanes = Lanes;
};
/// The part of N columns that panels of C packs of W scalars leave over.
template <class T, std::size_t N, std::size_t C, std::size_t W = native_lanes<T>> using columns_left =
    left_over<N / W % C, N % W>;
/// f<V, C, Valid>(column): covers n columns with panels of C packs of W scalars, then with what is left. Only the
/// left-over part is a template parameter. It is covered by the remaining packs, then by narrower packs: two where the
/// columns are a sum of two powers of two, otherwise one, padded if necessary, with Valid lanes in use. There is no
/// scalar tail, and no pack is wider than necessary (20 columns are 16 + 4).
template <class T, std::size_t C, class Left, std::size_t W = native_lanes<T>, class F>
[[gnu::always_inline]] inline void each_panel(std::size_t n, F&& f) {
  constexpr std::size_t packs = Left::packs, rest = Left::lanes, last = std::bit_ceil(rest);
  std::size_t from = 0;
  for (const std::size_t whole = n - packs * W - rest; from < whole; from += C * W)
    f.template operator()<pack<T, W>, C, W>(from);
  if constexpr (packs > 0) f.template operator()<pack<T, W>, packs, W>(from);
  from += packs * W;
  if constexpr (rest > 0) {
    if constexpr (std::popcount(rest) != 2) f.template operator()<pack<T, last>, 1, rest>(from);
    else {
      f.template operator()<pack<T, last / 2>, 1, last / 2>(from);
      f.template operator()<pack<T, rest - last / 2>, 1, rest - last / 2>(from + last / 2);
    }
  }
}

}  // namespace sinew::kernel
