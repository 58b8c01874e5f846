#pragma once
/// \file
/// The epilogues of a tile (kernel/tile.hpp): where each accumulator starts, and where its sum is stored.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/kernel/tile.hpp>

namespace SINEW_NAMESPACE::kernel {

/// Stores map(sum) to y. Sums start from the bias of each column (below) or of each row (beside).
template <next_tile Next, class T, class Map> struct map_and_store {
  const T* bias;
  T* y;
  std::size_t stride;
  T* kept = nullptr;

  template <class V, std::size_t Valid> [[gnu::always_inline]] V start(std::size_t r, std::size_t j) const noexcept {
    if constexpr (Next == next_tile::beside) return broadcast<V>(bias[r]);
    else return load_first<V, Valid>(bias + j * lanes_of<V>);
  }
  template <class V, std::size_t R, std::size_t C, std::size_t Valid>
  [[gnu::always_inline]] void finish(const V (&c)[R][C]) const noexcept {
#pragma GCC unroll 16
    for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 16
      for (std::size_t j = 0; j < C; ++j) {
        const std::size_t at = pack_at<Next, V>(r, j, stride);
        if constexpr (Map::keeps_input) store_first<Valid>(kept + at, c[r][j]);
        if constexpr (Map::template in_a_loop<T>) store_first<Valid>(y + at, c[r][j]);
        else store_first<Valid>(y + at, V(Map{}(c[r][j])));
      }
    if constexpr (Map::template in_a_loop<T>)
      for (std::size_t r = 0; r < R; ++r)
        for (std::size_t j = 0; j < C; ++j) {
          T* at = y + pack_at<Next, V>(r, j, stride);
          store_first<Valid>(at, V(Map{}(load_first<V, Valid>(at))));
        }
  }
  [[gnu::always_inline]] void advance(std::size_t by) noexcept {
    y += by;
    if constexpr (Map::keeps_input) kept += by;
  }
};

/// map_and_store for a result in rows with one bias per row; a null bias is none.
template <class T, class Map> struct map_rows_and_store : map_and_store<next_tile::below, T, Map> {
  using base = map_and_store<next_tile::below, T, Map>;
  template <class V, std::size_t> [[gnu::always_inline]] V start(std::size_t r, std::size_t) const noexcept {
    return broadcast<V>(base::bias == nullptr ? T(0) : base::bias[r]);
  }
  [[gnu::always_inline]] void advance(std::size_t by) noexcept {
    base::advance(by);
    if (base::bias != nullptr) base::bias += by / base::stride;
  }
};

/// map_and_store for a part of the product's depth. The first part starts from the bias: `from` is the bias,
/// from_stride is 0. Later parts start from the sums so far: `from` is y, from_stride its stride.
template <class T, class Map> struct map_part_and_store {
  const T* from;
  std::size_t from_stride;
  T* y;
  std::size_t stride;
  T* kept;

  template <class V, std::size_t Valid> [[gnu::always_inline]] V start(std::size_t r, std::size_t j) const noexcept {
    return load_first<V, Valid>(from + r * from_stride + j * lanes_of<V>);
  }
  template <class V, std::size_t R, std::size_t C, std::size_t Valid>
  [[gnu::always_inline]] void finish(const V (&c)[R][C]) const noexcept {
    map_and_store<next_tile::below, T, Map>{nullptr, y, stride, kept}.template finish<V, R, C, Valid>(c);
  }
  [[gnu::always_inline]] void advance(std::size_t by) noexcept {
    if (from_stride > 0) from += by;
    y += by;
    if constexpr (Map::keeps_input) kept += by;
  }
};
/// The map of all parts but the last: sums are stored as they are.
struct unmapped {
  static constexpr bool keeps_input = false;
  template <class> static constexpr bool in_a_loop = false;
  template <class V> [[gnu::always_inline]] V operator()(const V& v) const noexcept { return v; }
};

/// Stores the sums unchanged; they start from 0.
template <next_tile Next, class T> struct store_sums {
  T* y;
  std::size_t stride;

  template <class V, std::size_t> [[gnu::always_inline]] V start(std::size_t, std::size_t) const noexcept {
    return V{};
  }
  template <class V, std::size_t R, std::size_t C, std::size_t Valid>
  [[gnu::always_inline]] void finish(const V (&c)[R][C]) const noexcept {
#pragma GCC unroll 16
    for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 16
      for (std::size_t j = 0; j < C; ++j) store_first<Valid>(y + pack_at<Next, V>(r, j, stride), c[r][j]);
  }
  [[gnu::always_inline]] void advance(std::size_t by) noexcept { y += by; }
};

/// Passes gradients of weights on as give(index, pack), with indices from `at` on.
template <class Give> struct pass_to_gradient {
  Give give;
  std::size_t at, stride;

  template <class V, std::size_t> [[gnu::always_inline]] V start(std::size_t, std::size_t) const noexcept {
    return V{};
  }
  template <class V, std::size_t R, std::size_t C, std::size_t Valid>
  [[gnu::always_inline]] void finish(const V (&c)[R][C]) const noexcept {
#pragma GCC unroll 16
    for (std::size_t r = 0; r < R; ++r)
#pragma GCC unroll 16
      for (std::size_t j = 0; j < C; ++j)
        // Forced inline: otherwise g++ passes all sums through memory, because the closure refers to them.
        each_part<Valid>(
            c[r][j], [&]<class Part>(std::size_t from, const Part& part) __attribute__((always_inline)) {
              give(at + pack_at<next_tile::below, V>(r, j, stride) + from, part);
            });
  }
  [[gnu::always_inline]] void advance(std::size_t by) noexcept { at += by; }
};

}  // namespace sinew::kernel
