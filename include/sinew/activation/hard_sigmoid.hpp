#pragma once
/// \file
/// HardSigmoid: a sigmoid of three straight pieces, for targets where e^x is too expensive.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// A piecewise linear sigmoid.
/// y = min(max(z + 3, 0), 6) / 6;  ∂y/∂z = 1/6 for −3 < z < 3, else 0.
/// PyTorch: Hardsigmoid, with the same slope.
/// Source: Howard et al., "Searching for MobileNetV3", ICCV (2019).
struct HardSigmoid {
  static constexpr bool non_decreasing = true;
  static constexpr double decision = 0.5;
  template <class V> static constexpr V value(const V& z) noexcept {
    using T = simd::scalar_of<V>;
    return (math::min)((math::max)(z + simd::broadcast<V>(T(3)), V{}), simd::broadcast<V>(T(6))) /
           simd::broadcast<V>(T(6));
  }
  static auto onnx(auto& graph, auto z) {
    if (!graph.in_double()) return graph.add("HardSigmoid", {z}, {{"alpha", 1.0 / 6}, {"beta", 0.5}});
    const auto above = graph.add("Max", {graph.add("Add", {z, graph.constant(3)}), graph.constant(0)});
    return graph.add("Div", {graph.add("Min", {above, graph.constant(6)}), graph.constant(6)});
  }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    using T = simd::scalar_of<V>;
    return simd::select(y > V{}, simd::select(y < simd::broadcast<V>(T(1)), simd::broadcast<V>(T(1) / T(6)), V{}), V{});
  }
};

}  // namespace sinew
