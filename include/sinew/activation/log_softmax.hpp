#pragma once
/// \file
/// LogSoftmax: turns the scores of N classes into logarithms of probabilities.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// The logarithms of the probabilities of N classes from their scores. Train it with NLL.
/// y_i = z_i − m − log Σ_j e^(z_j − m), m = max z. No probability is rounded to 0.
/// Limits: scores of +∞ share the whole probability equally; a score of −∞ gives −∞; if all are −∞, each gives −log N;
/// a NaN makes the sample NaN.
/// Parameters: V is a scalar (one sample, Stride 1) or a pack (lanes_of<V> samples, Stride the number of lanes).
/// Backward: dz_i = dy_i − e^(y_i)·Σ_j dy_j.
/// Cost: N exponentials and a logarithm.
/// PyTorch: LogSoftmax.
struct LogSoftmax {
  static constexpr bool normalizes_outputs = true;

  template <class V, std::size_t N, std::size_t Stride, class T> static constexpr void forward(T* y) noexcept {
    V top = simd::load<V>(y);
    for (std::size_t i = 1; i < N; ++i) top = math::max<V>(top, simd::load<V>(y + i * Stride));
    V total{};
    for (std::size_t i = 0; i < N; ++i) {
      const V z = simd::load<V>(y + i * Stride);
      // ∞ − ∞ would be NaN; above the top lies a z that the compiler keeps wider than it stored the top
      const V below = simd::select(z >= top, V{}, z - top);
      total += math::exp(below);
      simd::store<V>(y + i * Stride, below);
    }
    const V logarithm = math::log(total);
    for (std::size_t i = 0; i < N; ++i) simd::store<V>(y + i * Stride, V(simd::load<V>(y + i * Stride) - logarithm));
  }

  static auto onnx(auto& graph, auto z) { return graph.add("LogSoftmax", {z}, {{"axis", 1}}); }

  template <class V, std::size_t N, std::size_t Stride, class T>
  static constexpr void backward(const T* y, const T* dy, T* dz) noexcept {
    V total{};
    for (std::size_t i = 0; i < N; ++i) total += simd::load<V>(dy + i * Stride);
    for (std::size_t i = 0; i < N; ++i)
      simd::store<V>(dz + i * Stride,
                     V(simd::load<V>(dy + i * Stride) - math::exp(simd::load<V>(y + i * Stride)) * total));
  }
};

}  // namespace sinew
