#pragma once
/// \file
/// Softmax: scores of N classes as probabilities. Train it with CrossEntropy, which works on p − t at the scores.

#include <bit>
#include <cstddef>
#include <type_traits>

#include <sinew/simd/always_scalar.hpp>
#include <sinew/simd/extremes.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>

namespace sinew {

/// y_i = e^(z_i − m) / Σ_j e^(z_j − m), m = max z: no overflow for any finite z.
/// Probabilities below the normal numbers (e^−87 in float) are 0.
/// Limits: scores of +∞ share everything among themselves, −∞ gives 0, all −∞ gives 1/N each, a NaN makes the sample NaN.
/// Backward: dz_i = y_i·(dy_i − Σ_j y_j·dy_j).
/// V is a scalar (one sample, Stride 1) or a pack (lanes_of<V> samples, Stride the lanes). Cost: N exponentials.
struct Softmax {
  template <class V, std::size_t N, std::size_t Stride, class T> static constexpr void forward(T* y) noexcept {
    if constexpr (std::is_same_v<V, T> && Stride == 1 && N > 1 && N <= native_lanes<T>)
      if (!always_scalar && !__builtin_is_constant_evaluated()) return in_one_pack<pack<T, std::bit_ceil(N)>, N>(y);
    V top = load<V>(y);
    for (std::size_t i = 1; i < N; ++i) top = greater<V>(load<V>(y + i * Stride), top);
    V total{};
    if constexpr (std::is_same_v<V, T> && Stride == 1) {
      cover<T, N>([&]<class U>(std::size_t i) { store<U>(y + i, exp_below<U>(load<U>(y + i), broadcast<U>(top))); });
      for (std::size_t i = 0; i < N; ++i) total += y[i];
    } else {
      for (std::size_t i = 0; i < N; ++i) {
        const V e = exp_below<V>(load<V>(y + i * Stride), top);
        total += e;
        store<V>(y + i * Stride, e);
      }
    }
    const V scale = broadcast<V>(T(1)) / total;
    for (std::size_t i = 0; i < N; ++i) store<V>(y + i * Stride, V(load<V>(y + i * Stride) * scale));
  }

  template <class V, std::size_t N, std::size_t Stride, class T> static constexpr void backward(const T* y, const T* dy, T* dz) noexcept {
    V dot{};
    for (std::size_t i = 0; i < N; ++i) dot += load<V>(y + i * Stride) * load<V>(dy + i * Stride);
    for (std::size_t i = 0; i < N; ++i) store<V>(dz + i * Stride, V(load<V>(y + i * Stride) * (load<V>(dy + i * Stride) - dot)));
  }

 private:
  /// One sample whose scores fit into a register: lanes past them repeat a score, and count 0.
  template <class U, std::size_t N, class T> static void in_one_pack(T* y) noexcept {
    const U z = fill_past<N>(load_first<U, N>(y));
    const T top = fold(z, []<class P>(const P& a, const P& b) { return greater<P>(a, b); });
    const U e = keep_first<N>(exp_below<U>(z, broadcast<U>(top)));
    store_first<N>(y, U(e * broadcast<U>(T(1) / sum<U>(e))));
  }

  /// e^(z − top), 1 where z is the top: also where both are infinite.
  template <class V> static constexpr V exp_below(const V& z, const V& top) noexcept {
    return math::detail::exp_flushed(select(z == top, V{}, z - top));
  }
};

}  // namespace sinew
