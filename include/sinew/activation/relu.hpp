#pragma once
/// \file
/// ReLU: the rectifier.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/extremes.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace SINEW_NAMESPACE {

/// The rectified linear unit.
/// y = max(z, 0), NaN for NaN;  ∂y/∂z = 1 for z > 0, else 0 (at 0 too, as in PyTorch).
/// PyTorch: ReLU.
/// Source: Nair, Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML (2010).
struct ReLU {
  static constexpr bool non_decreasing = true;
  using initializer = HeNormal;
  static constexpr double gain = 1.41421356237309504880;  ///< of weights before it; PyTorch: calculate_gain
  template <class V> [[gnu::always_inline]] static constexpr V value(const V& z) noexcept {
    return math::max<V>(z, V{});
  }
  static auto onnx(auto& graph, auto z) { return graph.add("Relu", {z}); }
  static constexpr const char* onnx_in_recurrence = "Relu";  ///< its name in ONNX's RNN
  template <class V> [[gnu::always_inline]] static constexpr V derivative_at_output(const V& y) noexcept {
    return simd::select(y > V{}, simd::broadcast<V>(simd::scalar_of<V>(1)), V{});
  }
};

}  // namespace sinew
