#pragma once
/// \file
/// Softplus: a smooth rectifier, for outputs that must be positive.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace SINEW_NAMESPACE {

/// A smooth rectifier.
/// y = log(1 + e^z), without overflow;  ∂y/∂z = σ(z) = 1 − e^−y.
/// PyTorch: Softplus.
/// Source: Dugas et al., NIPS (2000).
struct Softplus {
  template <class T> static constexpr bool transcendental = true;
  using initializer = HeNormal;
  template <class V> static constexpr V value(const V& z) noexcept { return math::softplus(z); }
  static auto onnx(auto& graph, auto z) { return graph.add("Softplus", {z}); }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept { return -math::expm1(-y); }
};

}  // namespace sinew
