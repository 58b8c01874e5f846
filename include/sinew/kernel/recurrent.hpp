#pragma once
/// \file
/// The product that recurrent layers compute in every step: h·W for a few streams, with the sums of all gates of some
/// units in registers, so that the gates become the unit's next state without a detour through memory.
///
/// W is (depth, gates · units), row-major. A layer asks for groups of units (each_unit_group) of groups of streams
/// (each_stream_group), starts the sums from the input's part, adds the product (add_product), and applies its
/// functions. Packs that reach beyond the last unit of a gate read what follows in memory, fewer numbers than there are
/// units, and these lanes are never stored.

#include <bit>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/kernel/tile.hpp>

namespace SINEW_NAMESPACE::kernel {

namespace detail {
/// Sums that hide the latency of multiply-adds.
inline constexpr std::size_t enough_sums = 8;
/// Independent partial sums of each, where there are too few sums.
template <class V> constexpr std::size_t partial_sums(std::size_t sums) noexcept {
  return lanes_of<V> == 1 || sums >= enough_sums ? 1 : sums >= enough_sums / 2 ? 2 : 4;
}

template <class V, std::size_t R, std::size_t G, std::size_t N, class T>
[[gnu::always_inline]] constexpr void add_row(const T* a, std::size_t a_stride, const T* w, std::size_t gate,
                                              V (&sums)[R][G][N]) noexcept {
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r) {
    const V factor = broadcast<V>(a[r * a_stride]);
#pragma GCC unroll 16
    for (std::size_t g = 0; g < G; ++g)
#pragma GCC unroll 16
      for (std::size_t n = 0; n < N; ++n) sums[r][g][n] += factor * load<V>(w + g * gate + n * lanes_of<V>);
  }
}
}  // namespace detail

/// sums[r][g][n] += Σ_k a[r·a_stride + k] · w[k·w_stride + g·gate + n·lanes …], over Depth indices k.
template <std::size_t Depth, class V, std::size_t R, std::size_t G, std::size_t N, class T>
[[gnu::always_inline]] constexpr void add_product(const T* a, std::size_t a_stride, const T* w, std::size_t w_stride,
                                                  std::size_t gate, V (&sums)[R][G][N]) noexcept {
  constexpr std::size_t parts = detail::partial_sums<V>(R * G * N), whole = Depth / parts * parts;
  if constexpr (parts == 1) {
#pragma GCC unroll 4
    for (std::size_t k = 0; k < Depth; ++k) detail::add_row(a + k, a_stride, w + k * w_stride, gate, sums);
  } else {
    V more[parts - 1][R][G][N]{};
    for (std::size_t k = 0; k < whole; k += parts) {
      detail::add_row(a + k, a_stride, w + k * w_stride, gate, sums);
#pragma GCC unroll 4
      for (std::size_t p = 1; p < parts; ++p)
        detail::add_row(a + k + p, a_stride, w + (k + p) * w_stride, gate, more[p - 1]);
    }
#pragma GCC unroll 4
    for (std::size_t k = whole; k < Depth; ++k) detail::add_row(a + k, a_stride, w + k * w_stride, gate, sums);
#pragma GCC unroll 4
    for (std::size_t p = 1; p < parts; ++p)
#pragma GCC unroll 16
      for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 16
        for (std::size_t g = 0; g < G; ++g)
#pragma GCC unroll 16
          for (std::size_t n = 0; n < N; ++n) sums[r][g][n] += more[p - 1][r][g][n];
  }
}

/// Whether W is copied, with each gate of each row at the beginning of a register's width, for a pass of B rows: loads
/// that cross lines of the cache take twice as long, and last packs of full width have company to hide latency with.
template <class T, std::size_t Units, std::size_t B>
inline constexpr bool pads_gates = (Units > native_lanes<T> && Units % native_lanes<T> != 0 && B >= 16 &&
                                    !always_scalar);
/// The distance between gates in W, or in its copy.
template <class T, std::size_t Units, bool Padded>
inline constexpr std::size_t gate_stride = Padded ? (Units + native_lanes<T> - 1) / native_lanes<T>* native_lanes<T>
                                                  : Units;
/// Copies W (depth, gates · units), so that gates are Stride apart.
template <class T, std::size_t Units, std::size_t Gates, std::size_t Stride>
[[SINEW_KERNEL]] constexpr void pad_gates(std::size_t depth, const T* from, T* to) noexcept {
  for (std::size_t i = 0; i < depth * Gates; ++i, from += Units, to += Stride) {
    sweep<T>(Units, [&]<class V>(std::size_t k) { store<V>(to + k, load<V>(from + k)); });
    for (std::size_t k = Units; k < Stride; ++k) to[k] = T(0);
  }
}

/// f<V, N, Valid>(unit): covers Units units in groups of N packs V, of the last of which Valid lanes count. Sums: the
/// sums per unit, of all gates and streams of a group. The last units have a narrower pack, or with Padded a whole one.
template <class T, std::size_t Units, std::size_t Sums, bool Padded = false, class F>
[[gnu::always_inline]] constexpr void each_unit_group(F&& f) {
  if (scalar_only()) {
    for (std::size_t unit = 0; unit < Units; ++unit) f.template operator()<T, 1, 1>(unit);
    return;
  }
  constexpr std::size_t W = native_lanes<T>, packs = Padded ? (Units + W - 1) / W : Units / W,
                        rest = Padded ? 0 : Units % W, last = Padded && Units % W != 0 ? Units % W : W,
                        most = max_of<std::size_t>(1, (Padded ? accumulators : detail::enough_sums) / Sums),
                        groups = (packs + most - 1) / most, each = packs / max_of<std::size_t>(1, groups),
                        larger = packs - groups * each;
  std::size_t unit = 0;
  if constexpr (larger > 0)
    for (; unit < larger * (each + 1) * W; unit += (each + 1) * W) f.template operator()<pack<T, W>, each + 1, W>(unit);
  if constexpr (groups > larger && last == W)
    for (; unit < packs * W; unit += each * W) f.template operator()<pack<T, W>, each, W>(unit);
  if constexpr (last < W) {
    if constexpr (groups > larger + 1)
      for (; unit < (packs - each) * W; unit += each * W) f.template operator()<pack<T, W>, each, W>(unit);
    f.template operator()<pack<T, W>, each, last>(unit);
  }
  if constexpr (rest > 0) f.template operator()<pack<T, std::bit_ceil(rest)>, 1, rest>(packs * W);
}

/// How many streams of Gates gates take part in a product at once, so that each weight is loaded once for all of them.
template <std::size_t Gates> inline constexpr std::size_t streams_at_once =
    min_of<std::size_t>(4, std::bit_floor(max_of<std::size_t>(1, accumulators / Gates)));
/// f<R>(stream): covers Streams streams in groups of R.
template <std::size_t Streams, std::size_t R, class F>
[[gnu::always_inline]] constexpr void each_stream_group(F&& f, std::size_t from = 0) {
  if constexpr (Streams / R > 0)
    for (const std::size_t end = from + Streams / R * R; from < end; from += R) f.template operator()<R>(from);
  if constexpr (Streams % R > 0) kernel::each_stream_group<Streams % R, R / 2>(f, from);
}

/// Pack n of a group of N, of the last of which only the first Valid lanes are in memory, the others are 0; and how it
/// is stored. (Once loops over n are unrolled, one branch is left.)
template <class V, std::size_t N, std::size_t Valid, class T>
[[gnu::always_inline]] constexpr V load_unit(std::size_t n, const T* from) noexcept {
  if constexpr (Valid < lanes_of<V>)
    if (n + 1 == N) return load_first<V, Valid>(from);
  return load<V>(from);
}
template <std::size_t N, std::size_t Valid, class T, class V>
[[gnu::always_inline]] constexpr void store_unit(std::size_t n, T* to, const V& v) noexcept {
  if constexpr (Valid < lanes_of<V>)
    if (n + 1 == N) return store_first<Valid>(to, v);
  store<V>(to, v);
}

/// to[i·rows + k] = from[k·stride + i]: the transpose of `width` columns of a matrix.
template <class T> constexpr void transpose_weights(const T* from, std::size_t rows, std::size_t width,
                                                    std::size_t stride, T* to) noexcept {
  for (std::size_t k = 0; k < rows; ++k)
    for (std::size_t i = 0; i < width; ++i) to[i * rows + k] = from[k * stride + i];
}

/// to += dz·Wᵀ for each stream: the gradient of the hidden state of the step before. Both are in rows: dz has Depth of
/// `dz_stride`, `to` has Units, and wt is Wᵀ (Depth, Units), with a pack of readable memory behind it.
template <std::size_t Streams, std::size_t Units, std::size_t Depth, class T>
[[gnu::noinline, SINEW_KERNEL]] constexpr void add_to_hidden(const T* dz, std::size_t dz_stride, const T* wt,
                                                             T* to) noexcept {
  each_stream_group<Streams, streams_at_once<1>>([&]<std::size_t R>(std::size_t s) __attribute__((always_inline)) {
    each_unit_group<T, Units, R>([&]<class V, std::size_t N, std::size_t Valid>(
        std::size_t unit) __attribute__((always_inline)) {
      V sums[R][1][N]{};
      add_product<Depth>(dz + s * dz_stride, dz_stride, wt + unit, Units, 0, sums);
#pragma GCC unroll 16
      for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 16
        for (std::size_t n = 0; n < N; ++n) {
          T* const at = to + (s + r) * Units + unit + n * lanes_of<V>;
          store_unit<N, Valid>(n, at, V(load_unit<V, N, Valid>(n, at) + sums[r][0][n]));
        }
    });
  });
}

}  // namespace sinew::kernel
