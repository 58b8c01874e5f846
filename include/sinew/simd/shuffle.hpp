#pragma once
/// \file
/// Moves between lanes: parts of packs, transposed tiles, sums of many packs at once. Indices are constants, so each
/// move is one or two instructions on every target (`__builtin_shufflevector`, which g++ 12 and clang share).

#include <bit>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::simd {

namespace detail {
/// A shuffle of two packs. Picks::at(l) is the index that lane l takes from the lanes of both.
template <class V, class Picks, std::size_t... L>
[[gnu::always_inline]] constexpr V shuffled(const V& a, const V& b, std::index_sequence<L...>) noexcept {
  return __builtin_shufflevector(a, b, static_cast<int>(Picks::at(L))...);
}
/// The two halves of Eklundh's exchange at distance D (W lanes): rows j and j + D swap their D × D blocks off the
/// diagonal.
template <std::size_t W, std::size_t D> struct upper_blocks {
  static constexpr std::size_t at(std::size_t l) { return l & D ? W + l - D : l; }
};
template <std::size_t W, std::size_t D> struct lower_blocks {
  static constexpr std::size_t at(std::size_t l) { return l & D ? W + l : l + D; }
};
template <std::size_t D, class V> [[gnu::always_inline]] constexpr V upper(const V& a, const V& b) noexcept {
  return detail::shuffled<V, upper_blocks<lanes_of<V>, D>>(a, b, std::make_index_sequence<lanes_of<V>>{});
}
template <std::size_t D, class V> [[gnu::always_inline]] constexpr V lower(const V& a, const V& b) noexcept {
  return detail::shuffled<V, lower_blocks<lanes_of<V>, D>>(a, b, std::make_index_sequence<lanes_of<V>>{});
}
template <bool Odd> struct every_other {
  static constexpr std::size_t at(std::size_t l) { return 2 * l + Odd; }
};
template <std::size_t W, bool High> struct in_turn {
  static constexpr std::size_t at(std::size_t l) { return l / 2 + l % 2 * W + High * W / 2; }
};
// The operands of a sum over lanes D apart: row a in the lanes l where l & D is 0, row b in the others; Other swaps
// them.
template <std::size_t W, std::size_t D, bool Other> struct either {
  static constexpr std::size_t at(std::size_t l) { return ((l & D) != 0) != Other ? W + l : l; }
};
template <std::size_t D> struct across {
  static constexpr std::size_t at(std::size_t l) { return l ^ D; }
};
/// Lane l: a[l] + a[l + D], or b[l − D] + b[l] if l & D.
template <std::size_t D, class V> [[gnu::always_inline]] constexpr V paired(const V& a, const V& b) noexcept {
  constexpr std::size_t W = lanes_of<V>;
  constexpr auto lanes = std::make_index_sequence<W>{};
  if constexpr (sizeof(V) <= 16) return detail::upper<D>(a, b) + detail::lower<D>(a, b);
  else {  // two selections and a move within one pack, because moves across two packs are slow
    const V here = detail::shuffled<V, either<W, D, false>>(a, b, lanes),
            there = detail::shuffled<V, either<W, D, true>>(a, b, lanes);
    return here + detail::shuffled<V, across<D>>(there, there, lanes);
  }
}
template <std::size_t N> struct first_past {
  static constexpr std::size_t at(std::size_t l) { return l < N ? l : 0; }
};
template <std::size_t N, std::size_t W> struct zero_past {
  static constexpr std::size_t at(std::size_t l) { return l < N ? l : W; }
};
template <std::size_t N, std::size_t W> struct zero_before {
  static constexpr std::size_t at(std::size_t l) { return l < W - N ? W : l; }
};
template <class V, class Half, std::size_t... L>
[[gnu::always_inline]] constexpr V joined(const Half& low, const Half& high, std::index_sequence<L...>) noexcept {
  if constexpr (lanes_of<Half> == 1) return V{low, high};
  else return __builtin_shufflevector(low, high, static_cast<int>(L)...);
}
}  // namespace detail

/// A pack of half as many lanes.
template <class V> using half_of = pack<scalar_of<V>, lanes_of<V> / 2>;
/// The first half of the lanes of v; a scalar if v has two lanes.
template <class V> [[gnu::always_inline]] inline half_of<V> low_half(const V& v) noexcept {
  if constexpr (lanes_of<V> == 2) return v[0];
  else {
    half_of<V> part;
    __builtin_memcpy(&part, &v, sizeof part);
    return part;
  }
}
/// The second half of the lanes of v; a scalar if v has two lanes.
template <class V> [[gnu::always_inline]] inline half_of<V> high_half(const V& v) noexcept {
  if constexpr (lanes_of<V> == 2) return v[1];
  else {
    half_of<V> part;
    __builtin_memcpy(&part, reinterpret_cast<const char*>(&v) + sizeof part, sizeof part);
    return part;
  }
}
/// The pack of both halves.
template <class V> [[gnu::always_inline]] inline V join(const half_of<V>& low, const half_of<V>& high) noexcept {
  return detail::joined<V>(low, high, std::make_index_sequence<lanes_of<V>>{});
}

/// Loads the first N scalars and sets the other lanes to 0. No memory past the N scalars is read.
template <class V, std::size_t N, class T> [[gnu::always_inline]] inline V load_first(const T* from) noexcept {
  constexpr std::size_t W = lanes_of<V>;
  if constexpr (N == 0) return V{};
  else if constexpr (N == W) return load<V>(from);
  else if constexpr (N <= W / 2) return simd::join<V>(simd::load_first<half_of<V>, N>(from), half_of<V>{});
  else return simd::join<V>(load<half_of<V>>(from), simd::load_first<half_of<V>, N - W / 2>(from + W / 2));
}
/// v with its first lane repeated in the lanes from N on.
template <std::size_t N, class V> [[gnu::always_inline]] inline V fill_past(const V& v) noexcept {
  return detail::shuffled<V, detail::first_past<N>>(v, v, std::make_index_sequence<lanes_of<V>>{});
}
/// v with 0 in the lanes from N on.
template <std::size_t N, class V> [[gnu::always_inline]] inline V keep_first(const V& v) noexcept {
  return detail::shuffled<V, detail::zero_past<N, lanes_of<V>>>(v, V{}, std::make_index_sequence<lanes_of<V>>{});
}
/// v with 0 in all lanes but the last N.
template <std::size_t N, class V> [[gnu::always_inline]] inline V keep_last(const V& v) noexcept {
  return detail::shuffled<V, detail::zero_before<N, lanes_of<V>>>(v, V{}, std::make_index_sequence<lanes_of<V>>{});
}
/// Calls f(offset, part) for the first N lanes of v, in packs of powers of two.
template <std::size_t N, std::size_t From = 0, class V, class F>
[[gnu::always_inline]] inline void each_part(const V& v, F&& f) noexcept {
  constexpr std::size_t W = lanes_of<V>;
  if constexpr (N == 0) return;
  else if constexpr (N == W) f(From, v);
  else if constexpr (N < W / 2) simd::each_part<N, From>(simd::low_half(v), f);
  else {
    f(From, simd::low_half(v));
    simd::each_part<N - W / 2, From + W / 2>(simd::high_half(v), f);
  }
}
/// Stores the first N lanes.
template <std::size_t N, class T, class V> [[gnu::always_inline]] inline void store_first(T* to, const V& v) noexcept {
  simd::each_part<N>(
      v, [to]<class Part>(std::size_t at, const Part& part)
             __attribute__((always_inline)) { store<Part>(to + at, part); });
}

namespace detail {
/// Rows of C scalars and packs of their columns, in blocks of B lanes: load p of a block of B rows has the indices p·B
/// to p·B + B − 1 of the block. AVX2 moves values within 128 bits faster than across them.
template <class V> inline constexpr std::size_t lanes_of_block = sizeof(V) == 32 ? lanes_of<V> / 2 : lanes_of<V>;
// Sources come one after the other: at source 1 lanes of sources 0 and 1, later those of the result so far.
template <std::size_t W, std::size_t Source>
constexpr std::size_t from_source(std::size_t source, std::size_t lane, std::size_t l) {
  if (source == Source) return W + lane;
  return Source == 1 && source == 0 ? lane : l;
}
template <std::size_t W, std::size_t B, std::size_t C, std::size_t Column, std::size_t Source> struct column_of_rows {
  static constexpr std::size_t at(std::size_t l) {
    const std::size_t index = l % B * C + Column;
    return detail::from_source<W, Source>(index / B, l / B * B + index % B, l);
  }
};
template <std::size_t W, std::size_t B, std::size_t C, std::size_t Load, std::size_t Source> struct rows_of_columns {
  static constexpr std::size_t at(std::size_t l) {
    const std::size_t index = Load * B + l % B;
    return detail::from_source<W, Source>(index % C, l / B * B + index / C, l);
  }
};
template <template <std::size_t, std::size_t, std::size_t, std::size_t, std::size_t> class Picks, std::size_t Of,
          std::size_t C, class V>
[[gnu::always_inline]] inline V merged(const V (&from)[C]) noexcept {
  if constexpr (C == 1) return from[0];
  else {
    constexpr std::size_t W = lanes_of<V>, B = lanes_of_block<V>;
    constexpr auto lanes = std::make_index_sequence<W>{};
    V all = detail::shuffled<V, Picks<W, B, C, Of, 1>>(from[0], from[1], lanes);
    if constexpr (C > 2) all = detail::shuffled<V, Picks<W, B, C, Of, 2>>(all, from[2], lanes);
    if constexpr (C > 3) all = detail::shuffled<V, Picks<W, B, C, Of, 3>>(all, from[3], lanes);
    return all;
  }
}
}  // namespace detail

/// cols[c][l] = from[l·C + c]: a pack of each of the C ≤ 4 columns of as many rows as V has lanes.
template <std::size_t C, class V, class T>
[[gnu::always_inline]] inline void load_columns(const T* from, V (&cols)[C]) noexcept {
  static_assert(C <= 4);
  constexpr std::size_t B = detail::lanes_of_block<V>;
  V rows[C];
  for (std::size_t p = 0; p < C; ++p) {
    if constexpr (B == lanes_of<V>) rows[p] = load<V>(from + p * B);
    else rows[p] = simd::join<V>(load<half_of<V>>(from + p * B), load<half_of<V>>(from + (C + p) * B));
  }
  unroll<C>([&](auto c) __attribute__((always_inline)) { cols[c] = detail::merged<detail::column_of_rows, c>(rows); });
}
/// The reverse: to[l·C + c] = cols[c][l].
template <std::size_t C, class V, class T>
[[gnu::always_inline]] inline void store_columns(const V (&cols)[C], T* to) noexcept {
  static_assert(C <= 4);
  constexpr std::size_t B = detail::lanes_of_block<V>;
  unroll<C>([&](auto p) __attribute__((always_inline)) {
    const V rows = detail::merged<detail::rows_of_columns, p>(cols);
    if constexpr (B == lanes_of<V>) store<V>(to + p * B, rows);
    else {
      store<half_of<V>>(to + p * B, simd::low_half(rows));
      store<half_of<V>>(to + (C + p) * B, simd::high_half(rows));
    }
  });
}

/// Calls f<V, Valid>(i) so that the indices below the constant N are covered: whole native vectors of T, then one
/// vector of which only the first Valid lanes count.
template <class T, std::size_t N, class F> [[gnu::always_inline]] inline void cover_padded(F&& f) {
  constexpr std::size_t W = native_lanes<T>, whole = N / W * W;
  for (std::size_t i = 0; i < whole; i += W) f.template operator()<pack<T, W>, W>(i);
  if constexpr (whole < N) f.template operator()<pack<T, std::bit_ceil(N - whole)>, N - whole>(whole);
}

/// The lanes of v combined by f, halves first. The result of f must not depend on the order of its operands.
template <class V, class F> [[gnu::always_inline]] inline scalar_of<V> reduce(const V& v, F f) noexcept {
  if constexpr (lanes_of<V> == 1) return v;
  else return simd::reduce(f(simd::low_half(v), simd::high_half(v)), f);
}

/// Transposes each P × P block of P packs: lane b·P + q of row p and lane b·P + p of row q are exchanged. P is a power
/// of two.
/// Cost: log₂P · P shuffles.
/// Source: Eklundh, IEEE Trans. Comput. C-21 (1972).
template <std::size_t P, class V> [[gnu::always_inline]] inline void transpose_blocks(V (&row)[P]) noexcept {
  unroll<std::bit_width(P) - 1>([&](auto stage) __attribute__((always_inline)) {
    constexpr std::size_t D = std::size_t{1} << stage;
    unroll<P / 2>([&](auto pair) __attribute__((always_inline)) {
      constexpr std::size_t j = pair / D * 2 * D + pair % D;
      const V upper = detail::upper<D>(row[j], row[j + D]);
      row[j + D] = detail::lower<D>(row[j], row[j + D]);
      row[j] = upper;
    });
  });
}

/// Converts P packs of consecutive samples, with P features each, to P packs of one feature each. P is a power of two.
/// Each stage separates even from odd features.
/// Cost: log₂P · P shuffles; memory is read pack by pack.
template <std::size_t P, class V> [[gnu::always_inline]] inline void deinterleave(V (&row)[P]) noexcept {
  unroll<std::bit_width(P) - 1>([&](auto) __attribute__((always_inline)) {
    constexpr auto lanes = std::make_index_sequence<lanes_of<V>>{};
    V parted[P];
    unroll<P / 2>([&](auto i) __attribute__((always_inline)) {
      parted[i] = detail::shuffled<V, detail::every_other<false>>(row[2 * i], row[2 * i + 1], lanes);
      parted[P / 2 + i] = detail::shuffled<V, detail::every_other<true>>(row[2 * i], row[2 * i + 1], lanes);
    });
    unroll<P>([&](auto i) __attribute__((always_inline)) { row[i] = parted[i]; });
  });
}
/// The inverse of deinterleave.
template <std::size_t P, class V> [[gnu::always_inline]] inline void interleave(V (&row)[P]) noexcept {
  unroll<std::bit_width(P) - 1>([&](auto) __attribute__((always_inline)) {
    constexpr auto lanes = std::make_index_sequence<lanes_of<V>>{};
    V joined[P];
    unroll<P / 2>([&](auto i) __attribute__((always_inline)) {
      joined[2 * i] = detail::shuffled<V, detail::in_turn<lanes_of<V>, false>>(row[i], row[P / 2 + i], lanes);
      joined[2 * i + 1] = detail::shuffled<V, detail::in_turn<lanes_of<V>, true>>(row[i], row[P / 2 + i], lanes);
    });
    unroll<P>([&](auto i) __attribute__((always_inline)) { row[i] = joined[i]; });
  });
}

/// The sums over the lanes of each of P packs, as one pack of P scalars. P is a power of two and at most lanes_of<V>.
template <std::size_t P, class V> [[gnu::always_inline]] inline pack<scalar_of<V>, P> sums(V (&row)[P]) noexcept {
  unroll<std::bit_width(P) - 1>([&](auto stage) __attribute__((always_inline)) {
    constexpr std::size_t D = std::size_t{1} << stage;
    unroll<(P / 2) / D>([&](auto pair) __attribute__((always_inline)) {
      constexpr std::size_t j = pair * 2 * D;
      row[j] = detail::paired<D>(row[j], row[j + D]);
    });
  });
  auto halve = [](const auto& self, const auto& v) {
    if constexpr (lanes_of<std::remove_cvref_t<decltype(v)>> == P) return v;
    else return self(self, simd::low_half(v) + simd::high_half(v));
  };
  return halve(halve, row[0]);
}

}  // namespace sinew::simd
