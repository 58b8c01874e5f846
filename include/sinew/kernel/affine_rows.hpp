#pragma once
/// \file
/// The affine map (kernel/affine.hpp) of a batch in rows. Layers with many weights share one function for all sizes
/// that leave the same number of columns after whole panels; smaller layers are inlined with constant sizes. See
/// kernel/tile.hpp.

#include <bit>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/effects.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/reference.hpp>
#include <sinew/kernel/tile.hpp>
#include <sinew/kernel/epilogue.hpp>
#include <sinew/kernel/transpose.hpp>

namespace SINEW_NAMESPACE::kernel {

/// The bytes of a panel: a part of the depth of one tile's columns, one row after the other. Half of the first-level
/// cache of most processors, so that the rows of a fit beside it. Rows that are a power of two apart would compete for
/// few lines of the cache, and each would be on a page of its own.
inline constexpr std::size_t panel_bytes = 16384;
/// The most rows of a panel of a batch of B.
template <bool Shared, std::size_t B>
inline constexpr std::size_t panel_depth = panel_bytes / (tile_packs<Shared, B> * vector_bytes);
/// Whether a forward pass copies W into panels: if W is larger than the first-level cache. The first tile of each panel
/// copies on its way, and others must pay for that.
template <class T, std::size_t B, std::size_t In, std::size_t Out> inline constexpr bool has_panels =
    is_shared<In * Out>&& B > max_of<std::size_t>(16, 4 * tile_rows<true, B>) && In* Out * sizeof(T) > 32768;

/// Scalars of scratch that affine_forward needs: one panel of W.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W>
inline constexpr std::size_t affine_forward_scratch =
    W == 1 && has_panels<T, B, In, Out> ? min_of(In, panel_depth<true, B>) * tile_packs<true, B>* native_lanes<T> : 0;
/// Scalars of scratch that affine_dx needs: one panel of Wᵀ.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W>
inline constexpr std::size_t affine_dx_scratch = W == 1 && B >= 4
                                                     ? min_of(Out, is_shared<In * Out> ? panel_depth<true, B> : Out) *
                                                           tile_packs<is_shared<In * Out>, B>* native_lanes<T>
                                                     : 0;

/// The lanes of the packs of small layers for one sample. Each scalar of such a pack is read again as soon as it is
/// stored. With packs of 64 bytes 4-16-8-3 took 1.4 times as long on a Sapphire Rapids as with packs of 32.
template <class T, std::size_t B>
inline constexpr std::size_t small_lanes = B == 1 ? min_of(native_lanes<T>, 32 / sizeof(T)) : native_lanes<T>;

/// Whether affine_dw copies its operands: if dz is far larger than the first-level cache.
template <class T, std::size_t B, std::size_t In, std::size_t Out>
inline constexpr bool copies_for_dw = is_shared<In * Out>&& B >= 16 && B* Out * sizeof(T) > 65536;
/// The columns of x that it copies at once.
inline constexpr std::size_t dw_block = 8 * most_rows;
/// Scalars of scratch that affine_dw needs: so many columns of x, and one panel of dz.
template <class T, std::size_t B, std::size_t In, std::size_t Out, std::size_t W>
inline constexpr std::size_t affine_dw_scratch =
    W == 1 && copies_for_dw<T, B, In, Out> ? B*(dw_block + accumulators / most_rows * native_lanes<T>) : 0;

namespace detail {

/// f(from, depth) for parts of the depth of about equal size that fit into a panel.
template <std::size_t Most, class F> [[gnu::always_inline]] inline void each_part_of_depth(std::size_t depth, F&& f) {
  const std::size_t parts = (depth + Most - 1) / Most, part = (depth + parts - 1) / parts;
  for (std::size_t from = 0; from < depth; from += part) f(from, min_of(part, depth - from));
}

/// y = map(x·W + b). The rows of a tile are samples, its packs lie along the outputs; each panel of W's columns
/// serves all samples. Depth: In, to unroll, or any_depth, to share.
template <std::size_t B, std::size_t Depth, class Left, class T, class Map>
[[gnu::always_inline]] inline void forward_rows(std::size_t in, std::size_t out, const T* x, const T* w, const T* b,
                                                T* y, T* kept) noexcept {
  constexpr bool shared = Depth == any_depth;
#if defined(__GNUC__) && !defined(__clang__)
  // Forces x into memory. The previous layer may have left x in registers, and g++ would extract each scalar with an
  // index vector built for it. From eight scalars on, loads are cheaper.
  if constexpr (!shared && B == 1 && Depth >= 8) asm("" : "+m"(*reinterpret_cast<T(*)[Depth]>(const_cast<T*>(x))));
#endif
  constexpr std::size_t packs = tile_packs<shared, B>, lanes = shared ? native_lanes<T> : small_lanes<T, B>;
  each_panel<T, packs, Left, lanes>(out, [&]<class V, std::size_t C, std::size_t Valid>(std::size_t o) {
    each_row_group<shared, B, tile_rows<shared, B>>([&]<std::size_t R>(std::size_t s, std::size_t count) {
      tiles<Depth, next_tile::below, a_along::depth, V, R, C, Valid, map_and_store<next_tile::below, T, Map>>(
          count, operands<T>{x + s * in, in, w + o, out, in}, b + o, y + s * out + o, out,
          Map::keeps_input ? kept + s * out + o : nullptr);
    });
  });
}
/// How W is read: in its place, or by panels, of its whole depth or of parts of it.
enum class panels { none, whole, parts };
/// The size from which W does not fit into a second-level cache beside other data.
inline constexpr std::size_t fetched_bytes = std::size_t{1} << 19;
/// The same by panels of W, which the first tile of each copies, while the others fetch the next panel of a large W.
/// Where the depth has parts, all panels of a part come before the next part: rows of W are read from end to end.
template <std::size_t B, panels Panels, class Left, class T, class Map>
[[gnu::always_inline]] inline void forward_panels(std::size_t in, std::size_t out, const T* x, const T* w, const T* b,
                                                  T* y, T* kept, T* panel) noexcept {
  constexpr std::size_t first_rows = tile_rows<true, B>;
  const auto part = [&]<class End>(std::size_t k, std::size_t depth) {
    each_panel<T, tile_packs<true, B>, Left>(out, [&]<class V, std::size_t C, std::size_t Valid>(std::size_t o) {
      constexpr std::size_t width = C * lanes_of<V>;
      const T* const from = k == 0 ? b + o : y + o;
      const std::size_t from_stride = k == 0 ? 0 : out;
      const auto args = [&](std::size_t s, auto run) __attribute__((always_inline)) {
        run(x + s * in + k, from + s * from_stride, y + s * out + o, Map::keeps_input ? kept + s * out + o : nullptr);
      };
      args(
          0, [&](const T* a, const T* start, T* to, T* keep) __attribute__((always_inline)) {
            tile_copying<next_tile::below, a_along::depth, V, first_rows, C, Valid, End>(
                panel, a, in, w + k * out + o, out, depth, start, from_stride, to, out, keep);
          });
      std::size_t fetched = in * out * sizeof(T) > fetched_bytes && o + 2 * width <= out ? 0 : depth;  // rows
      const std::size_t each = depth / (B / first_rows) + 1;
      each_row_group<true, B - first_rows, first_rows>([&]<std::size_t R>(std::size_t s, std::size_t count) {
        for (std::size_t end = s + count * R; s < end; s += R) {
          for (std::size_t i = 0; i < each && fetched < depth; ++i, ++fetched)
            for (std::size_t j = 0; j < width; j += line_bytes / sizeof(T))
              __builtin_prefetch(w + (k + fetched) * out + o + width + j, 0, 2);
          args(
              s + first_rows, [&](const T* a, const T* start, T* to, T* keep) __attribute__((always_inline)) {
                tiles_shared<next_tile::below, a_along::depth, V, R, C, Valid, End>(
                    1, a, in, static_cast<const T*>(panel), width, depth, start, from_stride, to, out, keep);
              });
        }
      });
    });
  };
  if constexpr (Panels == panels::whole) part.template operator()<map_part_and_store<T, Map>>(0, in);
  else
    detail::each_part_of_depth<panel_depth<true, B>>(in, [&](std::size_t k, std::size_t depth) {
      if (k + depth < in) part.template operator()<map_part_and_store<T, unmapped>>(k, depth);
      else part.template operator()<map_part_and_store<T, Map>>(k, depth);
    });
}
template <std::size_t B, panels Panels, class Left, class T, class Map>
[[gnu::noinline, SINEW_KERNEL]] constexpr void forward_rows_shared(std::size_t in, std::size_t out, const T* x,
                                                                   const T* w, const T* b, T* y, T* kept,
                                                                   T* scratch) noexcept SINEW_NONBLOCKING {
  if (scalar_only()) reference::affine_forward({B, in, out}, x, w, b, y, kept, Map{});
  else if constexpr (Panels != panels::none)
    detail::forward_panels<B, Panels, Left, T, Map>(in, out, x, w, b, y, kept, scratch);
  else detail::forward_rows<B, any_depth, Left, T, Map>(in, out, x, w, b, y, kept);
}

/// Packs `depth` columns of Valid rows of W into a transposed panel.
template <class V, std::size_t Valid, class T>
[[gnu::noinline, SINEW_KERNEL]] void turn_panel(std::size_t depth, std::size_t out, const T* w, T* to,
                                                std::size_t to_stride) noexcept {
  to_lanes<V, Valid, spare_lanes::zero>(depth, w, out, to, to_stride);
}
/// dx = dz·Wᵀ. The packs of a tile must lie along the inputs, so each panel of W is packed (transposed) once and
/// serves all rows of the batch. Deep: the depth has several parts.
template <std::size_t B, std::size_t Depth, bool Deep, class Left, class T>
[[gnu::always_inline]] inline void dx_rows(std::size_t in, std::size_t out, const T* dz, const T* w, T* dx,
                                           T* scratch) noexcept {
  constexpr bool shared = Depth == any_depth;
  each_panel<T, tile_packs<shared, B>, Left>(in, [&]<class V, std::size_t C, std::size_t Valid>(std::size_t i) {
    constexpr std::size_t width = C * lanes_of<V>;
    const auto part = [&](std::size_t k, std::size_t depth, auto run) __attribute__((always_inline)) {
      for (std::size_t j = 0; j < width; j += lanes_of<V>)
        detail::turn_panel<V, Valid>(depth, out, w + (i + j) * out + k, scratch + j, width);
      each_row_group<shared, B, tile_rows<shared, B>>([&]<std::size_t R>(std::size_t s, std::size_t count) {
        run.template operator()<R>(count, operands<T>{dz + s * out + k, out, scratch, width, depth}, dx + s * in + i);
      });
    };
    const auto first = [in]<std::size_t R>(std::size_t count, const operands<T>& p, T* to) {
      tiles<Depth, next_tile::below, a_along::depth, V, R, C, Valid, store_sums<next_tile::below, T>>(count, p, to, in);
    };
    if constexpr (!Deep) part(0, out, first);
    else
      detail::each_part_of_depth<panel_depth<true, B>>(out, [&](std::size_t k, std::size_t depth) {
        if (k == 0) part(k, depth, first);
        else
          part(k, depth, [in]<std::size_t R>(std::size_t count, const operands<T>& p, T* to) {
            tiles<Depth, next_tile::below, a_along::depth, V, R, C, Valid, map_part_and_store<T, unmapped>>(
                count, p, static_cast<const T*>(to), in, to, in, static_cast<T*>(nullptr));
          });
      });
  });
}
/// dx for too few rows to pay for packing W: dot products along the outputs.
template <class T> [[gnu::noinline, SINEW_KERNEL]] void dx_few_rows(std::size_t rows, std::size_t in, std::size_t out,
                                                                    const T* dz, const T* w, T* dx) noexcept {
  for (std::size_t i = 0; i < in; ++i)
    for (std::size_t s = 0; s < rows; ++s) {
      T total{};
      pack<T, native_lanes<T>> along{};
      sweep<T>(
          out, [&]<class V>(std::size_t o) __attribute__((always_inline)) {
            const V term = load<V>(dz + s * out + o) * load<V>(w + i * out + o);
            if constexpr (1 < lanes_of<V>) along += term;
            else total += term;
          });
      dx[s * in + i] = total + sum<pack<T, native_lanes<T>>>(along);
    }
}
template <std::size_t B, bool Deep, class Left, class T>
[[gnu::noinline, SINEW_KERNEL]] constexpr void dx_rows_shared(std::size_t in, std::size_t out, const T* dz, const T* w,
                                                              T* dx, T* scratch) noexcept SINEW_NONBLOCKING {
  if (scalar_only()) reference::affine_dx({B, in, out}, dz, w, dx);
  else if constexpr (B < 4) detail::dx_few_rows(B, in, out, dz, w, dx);
  else detail::dx_rows<B, any_depth, Deep, Left>(in, out, dz, w, dx, scratch);
}
template <std::size_t B, std::size_t In, std::size_t Out, class T>
[[gnu::always_inline]] inline void dx_rows_here(const T* dz, const T* w, T* dx, T* scratch) noexcept {
  if constexpr (B < 4) detail::dx_few_rows(B, In, Out, dz, w, dx);
  else detail::dx_rows<B, Out, false, columns_left<T, In, tile_packs<false, B>>>(In, Out, dz, w, dx, scratch);
}

/// Sums each column over all rows and gives the sums from index `at` on.
template <class T, class Give> [[gnu::always_inline]] inline void column_sums(std::size_t rows, std::size_t cols,
                                                                              const T* z, const Give& give,
                                                                              std::size_t at) noexcept {
  sweep<T>(
      cols, [&]<class V>(std::size_t o) __attribute__((always_inline)) {
        V total{};
        for (std::size_t s = 0; s < rows; ++s) total += load<V>(z + s * cols + o);
        give(at + o, total);
      });
}
/// dW = xᵀ·dz and db, shared by all sizes. The depth of the product is the batch. RowsLeft: what is left of In after
/// whole tiles.
template <bool Copies, std::size_t RowsLeft, class Left, class T, class Give>
[[gnu::always_inline]] inline void dw_rows(std::size_t rows, std::size_t in, std::size_t out, const T* x, const T* dz,
                                           Give give, T* scratch) noexcept {
  constexpr std::size_t most = most_rows;
  // Copies: the columns of some tiles of x, to lie side by side, and each panel of dz, by its first tile.
  T* const panel = Copies ? scratch + rows * dw_block : nullptr;
  const std::size_t a_stride = Copies ? dw_block : in;
  for (std::size_t first = 0; first < in; first += dw_block) {
    const std::size_t width = min_of(dw_block, in - first);
    const T* const a = Copies ? scratch : x + first;
    for (std::size_t s = 0; s < rows && Copies; ++s)
      __builtin_memcpy(scratch + s * dw_block, x + s * in + first, width * sizeof(T));
    each_panel<T, accumulators / most, Left>(out, [&]<class V, std::size_t C, std::size_t Valid>(std::size_t o) {
      const T* b = dz + o;
      std::size_t b_stride = out, i = 0, at = first * out + o;
      const auto tiles = [&]<std::size_t R>(std::size_t count) {
        tiles_shared<next_tile::below, a_along::rows, V, R, C, Valid, pass_to_gradient<Give>>(
            count, a + i, a_stride, b, b_stride, rows, give, at, out);
        i += count * R;
        at += count * R * out;
      };
      if constexpr (Copies)
        if (width >= most) {
          tile_copying<next_tile::below, a_along::rows, V, most, C, Valid, pass_to_gradient<Give>>(
              panel, a, a_stride, b, b_stride, rows, give, at, out);
          b = panel;
          b_stride = C * lanes_of<V>;
          i = most;
          at += most * out;
        }
      if (width - i >= most) tiles.template operator()<most>((width - i) / most);
      if constexpr (RowsLeft > 0)
        if (first + width == in) tiles.template operator()<RowsLeft>(1);
    });
  }
  detail::column_sums<T>(rows, out, dz, give, in * out);
}
template <std::size_t B, bool Copies, std::size_t RowsLeft, class Left, class T, class Sink>
[[gnu::noinline, SINEW_KERNEL]] constexpr void dw_rows_shared(std::size_t in, std::size_t out, const T* x, const T* dz,
                                                              Sink sink, T* scratch) noexcept SINEW_NONBLOCKING {
  if (scalar_only()) reference::affine_dw({B, in, out}, x, dz, sink);
  else detail::dw_rows<Copies, RowsLeft, Left>(B, in, out, x, dz, sink.taker(in * out + out), scratch);
}
template <std::size_t B, std::size_t In, std::size_t Out, class T, class Give>
[[gnu::always_inline]] inline void dw_rows_here(const T* x, const T* dz, const Give& give) noexcept {
  constexpr std::size_t packs = tile_packs<false, In>;
  each_panel<T, packs, columns_left<T, Out, packs>>(Out, [&]<class V, std::size_t C, std::size_t Valid>(std::size_t o) {
    each_row_group<false, In, tile_rows<false, In>>([&]<std::size_t R>(std::size_t i, std::size_t count) {
      tiles<B, next_tile::below, a_along::rows, V, R, C, Valid, pass_to_gradient<Give>>(
          count, operands<T>{x + i, In, dz + o, Out, B}, give, i * Out + o, Out);
    });
  });
  detail::column_sums<T>(B, Out, dz, give, In * Out);
}

}  // namespace detail

/// The functions that layers of more than `unrolled_weights` weights share. They are instantiated per batch
/// size and per number of columns left after whole panels, not per size of a layer.
template <class T, std::size_t B, std::size_t In, std::size_t Out, class Map> inline constexpr auto* shared_forward =
    &detail::forward_rows_shared<B,
                                 !has_panels<T, B, In, Out>   ? detail::panels::none
                                 : In <= panel_depth<true, B> ? detail::panels::whole
                                                              : detail::panels::parts,
                                 columns_left<T, Out, tile_packs<true, B>>, T, Map>;
template <class T, std::size_t B, std::size_t In, std::size_t Out> inline constexpr auto* shared_dx =
    &detail::dx_rows_shared<B, (B >= 4 && Out > panel_depth<true, B>), columns_left<T, In, tile_packs<true, B>>, T>;
template <class T, std::size_t B, std::size_t In, std::size_t Out, class Sink> inline constexpr auto* shared_dw =
    &detail::dw_rows_shared<B, copies_for_dw<T, B, In, Out>, In % most_rows,
                            columns_left<T, Out, accumulators / most_rows>, T, Sink>;

}  // namespace sinew::kernel
