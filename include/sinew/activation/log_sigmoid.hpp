#pragma once
/// \file
/// LogSigmoid: the logarithm of a probability from its logit.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// The logarithm of a sigmoid.
/// y = log σ(z) = −log(1 + e^−z), without overflow;  ∂y/∂z = σ(−z) = 1 − e^y.
/// PyTorch: LogSigmoid.
struct LogSigmoid {
  static constexpr bool non_decreasing = true;
  template <class T> static constexpr bool transcendental = true;
  template <class V> static constexpr V value(const V& z) noexcept { return -math::softplus(V(-z)); }
  static auto onnx(auto& graph, auto z) { return graph.add("Neg", {graph.add("Softplus", {graph.add("Neg", {z})})}); }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept { return -math::expm1(y); }
};

}  // namespace sinew
