#pragma once
/// \file
/// Softmax: turns the scores of N classes into probabilities.

#include <bit>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/extremes.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>

namespace SINEW_NAMESPACE {

/// The probabilities of N classes from their scores. Train it with CrossEntropy, whose gradient at the scores is p −
/// t.
/// y_i = e^(z_i − m) / Σ_j e^(z_j − m), m = max z, which does not overflow for any finite z. Probabilities below the
/// normal numbers (e^−87 in float) are 0.
/// Limits: scores of +∞ share the whole probability equally; a score of −∞ gives 0; if all are −∞, each gives 1/N; a
/// NaN makes the sample NaN.
/// Parameters: V is a scalar (one sample, Stride 1) or a pack (lanes_of<V> samples, Stride the number of lanes).
/// Backward: dz_i = y_i·(dy_i − Σ_j y_j·dy_j).
/// Cost: N exponentials.
/// PyTorch: Softmax.
struct Softmax {
  static constexpr bool normalizes_outputs = true;

  template <class V, std::size_t N, std::size_t Stride, class T> static constexpr void forward(T* y) noexcept {
    if constexpr (std::is_same_v<V, T> && Stride == 1 && N > 1 && N <= simd::native_lanes<T>)
      if (!simd::scalar_only()) return in_one_pack<simd::pack<T, std::bit_ceil(N)>, N>(y);
    V top = simd::load<V>(y);
    for (std::size_t i = 1; i < N; ++i) top = math::max<V>(top, simd::load<V>(y + i * Stride));
    V total{};
    if constexpr (std::is_same_v<V, T> && Stride == 1) {
      simd::cover<T, N>([&]<class U>(std::size_t i) {
        simd::store<U>(y + i, exp_below<U>(simd::load<U>(y + i), simd::broadcast<U>(top)));
      });
      for (std::size_t i = 0; i < N; ++i) total += y[i];
    } else {
      for (std::size_t i = 0; i < N; ++i) {
        const V e = exp_below<V>(simd::load<V>(y + i * Stride), top);
        total += e;
        simd::store<V>(y + i * Stride, e);
      }
    }
    const V scale = simd::broadcast<V>(T(1)) / total;
    for (std::size_t i = 0; i < N; ++i) simd::store<V>(y + i * Stride, V(simd::load<V>(y + i * Stride) * scale));
  }

  template <class V, std::size_t N, std::size_t Stride, class T>
  static constexpr void backward(const T* y, const T* dy, T* dz) noexcept {
    V dot{};
    for (std::size_t i = 0; i < N; ++i) dot += simd::load<V>(y + i * Stride) * simd::load<V>(dy + i * Stride);
    for (std::size_t i = 0; i < N; ++i)
      simd::store<V>(dz + i * Stride, V(simd::load<V>(y + i * Stride) * (simd::load<V>(dy + i * Stride) - dot)));
  }

  static auto onnx(auto& graph, auto z) { return graph.add("Softmax", {z}, {{"axis", 1}}); }

 private:
  /// One sample whose scores fit into one register. The spare lanes repeat a score for the maximum and are 0 in the
  /// sum.
  template <class U, std::size_t N, class T> static void in_one_pack(T* y) noexcept {
    const U z = simd::fill_past<N>(simd::load_first<U, N>(y));
    const T top = simd::reduce(z, []<class P>(const P& a, const P& b) { return math::max<P>(b, a); });
    const U e = simd::keep_first<N>(exp_below<U>(z, simd::broadcast<U>(top)));
    simd::store_first<N>(y, U(e * simd::broadcast<U>(T(1) / simd::sum<U>(e))));
  }

  /// e^(z − top), or 1 where z is not below the top: if both are infinite, and if the compiler may keep z wider than
  /// the top that it stored.
  template <class V> static constexpr V exp_below(const V& z, const V& top) noexcept {
    return math::detail::exp_flushed(simd::select(z >= top, V{}, z - top));
  }
};

}  // namespace sinew
