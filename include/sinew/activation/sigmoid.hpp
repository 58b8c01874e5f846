#pragma once
/// \file
/// Sigmoid: the logistic function, for probabilities of two classes.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// The logistic function.
/// y = 1 / (1 + e^−z), exactly 0 and 1 far from 0 (±1e30 and ±∞ included);  ∂y/∂z = y·(1 − y).
/// PyTorch: Sigmoid.
struct Sigmoid {
  static constexpr bool non_decreasing = true;
  template <class T> static constexpr bool transcendental = true;
  static constexpr double gain = 1;  ///< of weights before it; PyTorch: calculate_gain
  static constexpr double decision = 0.5;
  template <class V> static constexpr V value(const V& z) noexcept { return math::sigmoid(z); }
  static auto onnx(auto& graph, auto z) { return graph.add("Sigmoid", {z}); }
  static constexpr const char* onnx_in_recurrence = "Sigmoid";  ///< its name in ONNX's RNN
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    return y * (simd::scalar_of<V>(1) - y);
  }
};

}  // namespace sinew
