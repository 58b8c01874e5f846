#pragma once
/// \file
/// The product of causal convolutions: each row of the result is the sum of several rows of inputs, its taps, times a
/// matrix each. Sums of a group of rows stay in registers over all taps.
///
/// The inputs before a block of steps are in a ring, the state of the stream. A tap of a group of rows is a pointer to
/// rows that lie together, in the block or in the ring; the few rows that do not are copied (rows_before). So no block
/// is copied, and a ring is never shifted.
///
/// Weights are (taps, In, Out), row-major. Layers with groups of channels have rows of inputs and of weights that are
/// further apart than they are long.

#include <array>
#include <bit>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/kernel/tile.hpp>

namespace SINEW_NAMESPACE::kernel {

/// to[i] = from[i] for `count` scalars.
template <class T>
[[gnu::always_inline]] constexpr void copy_scalars(const T* from, std::size_t count, T* to) noexcept {
  if (scalar_only())
    for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
  else __builtin_memcpy(to, from, count * sizeof(T));
}

/// The inputs before a block: `rows` rows of Width scalars in a ring, of which row `next` is the oldest, and the place
/// of the next one.
template <class T, std::size_t Width> struct ring {
  T* data;
  std::size_t rows, next;

  /// The row of the step `back` steps before the block. Precondition: 0 < back ≤ rows.
  constexpr std::size_t before(std::size_t back) const noexcept {
    return next >= back ? next - back : next + rows - back;
  }
  /// The oldest row after `steps` steps more.
  constexpr std::size_t after(std::size_t steps) const noexcept {
    if (rows == 0) return 0;
    const std::size_t place = next + (steps < rows ? steps : steps % rows);  // a division is slower than all else here
    return place < rows ? place : place - rows;
  }
  /// Keeps the rows of a block of `steps` steps, as many as there is room for.
  constexpr void append(const T* block, std::size_t steps) noexcept {
    if (rows == 0 || steps == 0) return;
    if (steps == 1) {  // a copy of known length
      kernel::copy_scalars(block, Width, data + next * Width);
      next = after(1);
      return;
    }
    const std::size_t kept = min_of(steps, rows), first = after(steps - kept), to_end = min_of(kept, rows - first);
    const T* const from = block + (steps - kept) * Width;
    kernel::copy_scalars(from, to_end * Width, data + first * Width);
    if (to_end < kept) kernel::copy_scalars(from + to_end * Width, (kept - to_end) * Width, data);
    next = after(steps);
  }
  /// Copies all rows, the oldest first.
  constexpr void copy_to(T* to) const noexcept {
    if (rows == 0) return;
    kernel::copy_scalars(static_cast<const T*>(data) + next * Width, (rows - next) * Width, to);
    if (next > 0) kernel::copy_scalars(static_cast<const T*>(data), next * Width, to + (rows - next) * Width);
  }
};

/// Count rows of inputs from step t − back of a block on; steps before the block are in the ring. If the rows do not
/// lie together, they are copied to `room`.
template <std::size_t Width, std::size_t Count, class T>
[[gnu::always_inline]] constexpr const T* rows_before(const T* block, const ring<T, Width>& past, std::size_t t,
                                                      std::size_t back, T* room) noexcept {
  if (t >= back) return block + (t - back) * Width;
  if constexpr (Count == 1) return past.data + past.before(back - t) * Width;
  constexpr std::size_t count = Count;
  const std::size_t first = past.before(back - t), in_ring = min_of(count, back - t);
  if (in_ring == count && first + count <= past.rows) return past.data + first * Width;
  const std::size_t to_end = min_of(in_ring, past.rows - first);
  const T* const data = past.data;
  kernel::copy_scalars(data + first * Width, to_end * Width, room);
  if (to_end < in_ring) kernel::copy_scalars(data, (in_ring - to_end) * Width, room + to_end * Width);
  if (in_ring < count) kernel::copy_scalars(block, (count - in_ring) * Width, room + in_ring * Width);
  return room;
}

/// The sizes of a product with taps: In inputs per tap and Out outputs, of rows of RowIn inputs and RowOut weights; and
/// Extra inputs of which there is one row per row of the result, with a matrix (Extra, RowOut) of their own.
template <std::size_t In, std::size_t Out, std::size_t RowIn = In, std::size_t RowOut = Out, std::size_t Extra = 0>
struct tap_sizes {
  static constexpr std::size_t in = In, out = Out, row_in = RowIn, row_out = RowOut, extra = Extra;
  /// Of few inputs and outputs, which fill no pack, packs have one value of many steps.
  static constexpr bool narrow = In <= 4 && Out <= 4 && Extra <= 4 && In == RowIn && Out == RowOut;
  /// Packs of a panel of outputs, and the most rows of a group. The rows of a group are a power of two.
  template <class T>
  static constexpr std::size_t packs = min_of<std::size_t>(2, (Out + native_lanes<T> - 1) / native_lanes<T>);
  template <class T> static constexpr std::size_t rows = narrow && 1 < native_lanes<T>
                                                             ? 4 * native_lanes<T>
                                                             : std::bit_floor(accumulators / packs<T>);
};
/// What the sums begin with: the biases, if any, and rows `from`, if any, `stride` apart. extra: rows of S::extra
/// inputs, and their weights.
template <class T> struct tap_start {
  const T* bias = nullptr;
  const T* from = nullptr;
  std::size_t stride = 0;
  const T* extra = nullptr;
  const T* extra_weights = nullptr;
};

namespace detail {
template <class S, std::size_t R, class V, std::size_t C, std::size_t Valid, class T>
[[gnu::always_inline]] inline void tap_tile(const T* const* at, std::size_t taps, const T* w, const tap_start<T>& start,
                                            T* z, std::size_t z_stride) noexcept {
  // As in `tile`: full loads of a padded pack read into the next row of weights, but not beyond the last one.
  constexpr bool padded = Valid < lanes_of<V>;
  constexpr std::size_t chain = chains<V, R * C, S::in>;
  V sum[chain][R][C]{};
#pragma GCC unroll 16
  for (std::size_t j = 0; j < C; ++j) {
    V bias{};
    if (start.bias != nullptr) bias = load_first<V, Valid>(start.bias + j * lanes_of<V>);
#pragma GCC unroll 16
    for (std::size_t r = 0; r < R; ++r) sum[0][r][j] = bias;
  }
  if (start.from != nullptr)
#pragma GCC unroll 16
    for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 16
      for (std::size_t j = 0; j < C; ++j)
        sum[0][r][j] += load_first<V, Valid>(start.from + r * start.stride + j * lanes_of<V>);
  if constexpr (S::extra > 0) {
    const operands<T> more{start.extra, S::extra, start.extra_weights, S::row_out, S::extra};
    for (std::size_t k = 0; k + 1 < S::extra; ++k)
      multiply_add<next_tile::below, a_along::depth, lanes_of<V>, false, V, R, C>(sum[0], more, k);
    multiply_add<next_tile::below, a_along::depth, Valid, false, V, R, C>(sum[0], more, S::extra - 1);
  }
  const auto tap = [&]<bool Last>(const operands<T>& p) __attribute__((always_inline)) {
    constexpr std::size_t depth = S::in - (padded && Last), in_turn = depth / chain * chain;
#pragma GCC unroll 1
    for (std::size_t k = 0; k < in_turn; k += chain)
#pragma GCC unroll 16
      for (std::size_t c = 0; c < chain; ++c)
        multiply_add<next_tile::below, a_along::depth, lanes_of<V>, false, V, R, C>(sum[c], p, k + c);
#pragma GCC unroll 16
    for (std::size_t c = 0; c < chain; ++c)
      if (in_turn + c < depth)
        multiply_add<next_tile::below, a_along::depth, lanes_of<V>, false, V, R, C>(sum[c], p, in_turn + c);
    if constexpr (padded && Last)
      multiply_add<next_tile::below, a_along::depth, Valid, false, V, R, C>(sum[chain - 1], p, depth);
  };
  for (std::size_t k = 0; k + padded < taps; ++k)
    tap.template operator()<false>(operands<T>{at[k], S::row_in, w + k * S::in * S::row_out, S::row_out, S::in});
  if constexpr (padded)
    tap.template operator()<true>(
        operands<T>{at[taps - 1], S::row_in, w + (taps - 1) * S::in * S::row_out, S::row_out, S::in});
#pragma GCC unroll 16
  for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 16
    for (std::size_t j = 0; j < C; ++j) {
      V total = sum[0][r][j];
      if constexpr (chain > 1) {
#pragma GCC unroll 16
        for (std::size_t c = 1; c < chain; ++c) total += sum[c][r][j];
      }
      store_first<Valid>(z + r * z_stride + j * lanes_of<V>, total);
    }
}
/// As many rows as V has lanes, from row r on, of a narrow product.
template <class S, class V, class T>
[[gnu::always_inline]] inline void tap_columns(std::size_t r, const T* const* at, std::size_t taps, const T* w,
                                               const tap_start<T>& start, T* z, std::size_t z_stride) noexcept {
  T apart[lanes_of<V> * S::out];  // rows of `from` or z that do not lie together
  V sum[S::out];
  for (std::size_t o = 0; o < S::out; ++o) sum[o] = start.bias != nullptr ? broadcast<V>(start.bias[o]) : V{};
  if (start.from != nullptr) {
    const T* from = start.from + r * start.stride;
    if (start.stride != S::out) {
      for (std::size_t l = 0; l < lanes_of<V>; ++l)
        kernel::copy_scalars(from + l * start.stride, S::out, apart + l * S::out);
      from = apart;
    }
    V before[S::out];
    simd::load_columns<S::out>(from, before);
    for (std::size_t o = 0; o < S::out; ++o) sum[o] += before[o];
  }
  const auto add = [&]<std::size_t In>(const T* x, const T* weights) __attribute__((always_inline)) {
    V x_of[In];
    simd::load_columns<In>(x + r * In, x_of);
#pragma GCC unroll 16
    for (std::size_t i = 0; i < In; ++i)
#pragma GCC unroll 16
      for (std::size_t o = 0; o < S::out; ++o) sum[o] += x_of[i] * broadcast<V>(weights[i * S::out + o]);
  };
  if constexpr (S::extra > 0) add.template operator()<S::extra>(start.extra, start.extra_weights);
#pragma GCC unroll 1
  for (std::size_t k = 0; k < taps; ++k) add.template operator()<S::in>(at[k], w + k * S::in * S::out);
  if (z_stride == S::out) simd::store_columns<S::out>(sum, z + r * S::out);
  else {
    simd::store_columns<S::out>(sum, apart);
    for (std::size_t l = 0; l < lanes_of<V>; ++l)
      kernel::copy_scalars(static_cast<const T*>(apart) + l * S::out, S::out, z + (r + l) * z_stride);
  }
}
/// The same value by value.
template <class S, class T> constexpr void tap_reference(std::size_t rows, const T* const* at, std::size_t taps,
                                                         const T* w, const tap_start<T>& start, T* z,
                                                         std::size_t z_stride) noexcept {
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t o = 0; o < S::out; ++o) {
      T total = start.bias != nullptr ? start.bias[o] : T(0);
      if (start.from != nullptr) total += start.from[r * start.stride + o];
      for (std::size_t e = 0; e < S::extra; ++e)
        total += start.extra[r * S::extra + e] * start.extra_weights[e * S::row_out + o];
      for (std::size_t k = 0; k < taps; ++k)
        for (std::size_t i = 0; i < S::in; ++i) total += at[k][r * S::row_in + i] * w[(k * S::in + i) * S::row_out + o];
      z[r * z_stride + o] = total;
    }
}
}  // namespace detail

namespace detail {
template <class S, std::size_t R, class T>
[[gnu::always_inline]] constexpr void add_taps_here(const T* const* at, std::size_t taps, const T* w,
                                                    const tap_start<T>& start, T* z, std::size_t z_stride) noexcept {
  if (scalar_only()) detail::tap_reference<S>(R, at, taps, w, start, z, z_stride);
  else {
    constexpr std::size_t lanes = native_lanes<T>, packs = S::template packs<T>;
    if constexpr (S::narrow && 1 < lanes && lanes <= R)
      for (std::size_t r = 0; r < R; r += lanes)
        detail::tap_columns<S, pack<T, lanes>>(r, at, taps, w, start, z, z_stride);
    else
      each_panel<T, packs, columns_left<T, S::out, packs>>(
          S::out, [&]<class V, std::size_t C, std::size_t Valid>(std::size_t o) __attribute__((always_inline)) {
            tap_start<T> here = start;
            if (here.bias != nullptr) here.bias += o;
            if (here.from != nullptr) here.from += o;
            if constexpr (S::extra > 0) here.extra_weights += o;
            detail::tap_tile<S, R, V, C, Valid>(at, taps, w + o, here, z + o, z_stride);
          });
  }
}
template <class S, std::size_t R, class T>
[[gnu::noinline, SINEW_KERNEL]] constexpr void add_taps_shared(const T* const* at, std::size_t taps, const T* w,
                                                               const tap_start<T>& start, T* z,
                                                               std::size_t z_stride) noexcept {
  detail::add_taps_here<S, R>(at, taps, w, start, z, z_stride);
}
}  // namespace detail

/// z[r] = start[r] + Σ_k at[k][r]·w[k] for R rows of z, z_stride apart. at[k]: the rows of tap k. A single row is
/// computed in place, because a call would take as long as a good part of it.
/// Precondition: taps > 0.
template <class S, std::size_t R, class T>
[[gnu::always_inline]] constexpr void add_taps(const T* const* at, std::size_t taps, const T* w,
                                               const tap_start<T>& start, T* z, std::size_t z_stride) noexcept {
  if constexpr (R == 1) detail::add_taps_here<S, R>(at, taps, w, start, z, z_stride);
  else detail::add_taps_shared<S, R>(at, taps, w, start, z, z_stride);
}

/// f<R>(t): covers `steps` steps in groups of Most steps, then of smaller powers of two.
template <std::size_t Most, class F>
[[gnu::always_inline]] constexpr void each_step_group(std::size_t steps, F&& f, std::size_t t = 0) {
  for (; t + Most <= steps; t += Most) f.template operator()<Most>(t);
  if constexpr (Most > 1)
    if (t < steps) kernel::each_step_group<Most / 2>(steps, f, t);
}

/// The scalars of room that causal_product needs: rows of each tap of a group.
template <class S, std::size_t Taps, class T> inline constexpr std::size_t causal_room =
    Taps* S::template rows<T>* S::row_in;

/// The convolution of a block of steps of one stream: z[t] = start[t] + Σ_k x[t − (Taps − 1 − k)·dilation]·w[k], where
/// x is `block`, rows one after the other, and before it `past`. offset: of the inputs within a row.
template <class S, std::size_t Taps, class T> [[gnu::noinline, SINEW_KERNEL]] constexpr void causal_product(
    std::size_t steps, const T* block, const ring<T, S::row_in>& past, std::size_t offset, std::size_t dilation,
    const T* w, const tap_start<T>& start, T* z, std::size_t z_stride, T* room) noexcept {
  kernel::each_step_group<S::template rows<T>>(
      steps, [&]<std::size_t R>(std::size_t t) __attribute__((always_inline)) {
        const T* at[Taps]{};
        for (std::size_t k = 0; k < Taps; ++k)
          at[k] =
              kernel::rows_before<S::row_in, R>(block, past, t, (Taps - 1 - k) * dilation, room + k * R * S::row_in) +
              offset;
        tap_start<T> here = start;
        if (here.from != nullptr) here.from += t * here.stride;
        if constexpr (S::extra > 0) here.extra += t * S::extra;
        kernel::add_taps<S, R>(static_cast<const T* const*>(at), Taps, w, here, z + t * z_stride, z_stride);
      });
}

/// The same where each channel is by itself: w is (Taps, Width).
template <std::size_t Width, std::size_t Taps, class T>
[[gnu::noinline, SINEW_KERNEL]] constexpr void causal_product_by_channel(std::size_t steps, const T* block,
                                                                         ring<T, Width> past, std::size_t dilation,
                                                                         const T* w, const T* bias, T* z,
                                                                         std::size_t z_stride) noexcept {
  for (std::size_t t = 0; t < steps; ++t) {
    const T* at[Taps]{};
    for (std::size_t k = 0; k < Taps; ++k)
      at[k] = kernel::rows_before<Width, 1>(block, past, t, (Taps - 1 - k) * dilation, static_cast<T*>(nullptr));
    cover<T, Width>([&]<class V>(std::size_t c) __attribute__((always_inline)) {
      V total{};
      if (bias != nullptr) total = load<V>(bias + c);
      for (std::size_t k = 0; k < Taps; ++k) total += load<V>(at[k] + c) * load<V>(w + k * Width + c);
      store<V>(z + t * z_stride + c, total);
    });
  }
}

}  // namespace sinew::kernel
