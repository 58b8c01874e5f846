#pragma once
/// \file
/// Tanh: the hyperbolic tangent, a sigmoid centred at 0.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// The hyperbolic tangent.
/// y = tanh z;  ∂y/∂z = 1 − y².
/// PyTorch: Tanh.
struct Tanh {
  static constexpr bool non_decreasing = true;
  template <class T> static constexpr bool transcendental = !std::is_same_v<T, float>;  // float: a few products
  static constexpr double gain = 5. / 3;  ///< of weights before it; PyTorch: calculate_gain
  static constexpr double decision = 0;
  static constexpr double class_0 = -1;  ///< target of class 0 for a single output; that of class 1 is 1
  template <class V> static constexpr V value(const V& z) noexcept { return math::tanh(z); }
  static auto onnx(auto& graph, auto z) { return graph.add("Tanh", {z}); }
  static constexpr const char* onnx_in_recurrence = "Tanh";  ///< its name in ONNX's RNN
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    return simd::scalar_of<V>(1) - y * y;
  }
};

}  // namespace sinew
