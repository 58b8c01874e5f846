#pragma once
/// \file
/// The forward map of a layer with one output, y = map(x·w + b) with a vector w, for a batch in rows. Each sample is
/// a dot product with packs along the inputs.

#include <bit>
#include <cstddef>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>

namespace SINEW_NAMESPACE::kernel::detail {

template <std::size_t N> struct upper_half {
  static constexpr std::size_t at(std::size_t l) { return l < N ? l + N : l; }
};
/// Reduces `sum` and adds the Rest remaining products x·w; the result is in lane 0. Every halving step first adds as
/// many of the remaining products as fill the halved pack.
template <std::size_t Rest, class V, class T>
[[gnu::always_inline]] inline auto dot_remainder(const V& sum, const T* x, const T* w) noexcept {
  constexpr std::size_t L = lanes_of<V>, N = L / 2;
  if constexpr (sizeof(V) > 16) {
    using Half = half_of<V>;
    Half half = sinew::simd::low_half(sum) + sinew::simd::high_half(sum);
    if constexpr ((Rest & N) != 0) half += load<Half>(x) * load<Half>(w);
    return detail::dot_remainder<Rest % N>(half, x + (Rest & N), w + (Rest & N));
  } else {  // in the low lanes of the same register: g++ 12 generates poor code for half registers
    V all = sum;
    unroll<std::bit_width(L) - 1>([&](auto stage) {
      constexpr std::size_t D = N >> stage, at = Rest & ~(2 * D - 1);
      all += simd::detail::shuffled<V, upper_half<D>>(all, all, std::make_index_sequence<L>{});
      if constexpr ((Rest & D) != 0) all += load_first<V, D>(x + at) * load_first<V, D>(w + at);
    });
    return all;
  }
}
/// y = map(x·w + b) with up to four independent accumulators per sample.
template <std::size_t B, std::size_t In, class T, class Map>
[[gnu::always_inline]] inline void forward_one_output(const T* x, const T* w, const T* b, T* y, T* kept) noexcept {
  constexpr std::size_t least_lanes = 16 / sizeof(T),
                        W = In < least_lanes ? least_lanes : min_of(native_lanes<T>, std::bit_floor(In));
  constexpr std::size_t packs = In / W, S = packs == 0 ? 1 : min_of<std::size_t>(packs, 4);
  using V = pack<T, W>;
  for (std::size_t s = 0; s < B; ++s, x += In) {
    V sum[S];
    if constexpr (packs == 0) sum[0] = V{*b} + load_first<V, In>(x) * load_first<V, In>(w);
    else {
      sum[0] = V{*b} + load<V>(x) * load<V>(w);
      unroll<S - 1>([&](auto k) { sum[k + 1] = load<V>(x + (k + 1) * W) * load<V>(w + (k + 1) * W); });
      unroll<packs - S>([&](auto k) { sum[k % S] += load<V>(x + (S + k) * W) * load<V>(w + (S + k) * W); });
      unroll<S - 1>([&](auto k) { sum[0] += sum[k + 1]; });
    }
    const auto all = detail::dot_remainder < packs == 0 ? 0 : In % W > (sum[0], x + packs * W, w + packs * W);
    if constexpr (Map::keeps_input) kept[s] = all[0];
    if constexpr (Map::template takes<V>) y[s] = Map{}(all)[0];  // a scalar argument would be made a pack again
    else y[s] = Map{}(T(all[0]));
  }
}

}  // namespace sinew::kernel::detail
