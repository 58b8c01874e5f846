#pragma once
/// \file
/// Step: the threshold of the perceptron.

#include <sinew/config/namespace.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/zeros.hpp>
#include <sinew/activation/sigmoid.hpp>

namespace SINEW_NAMESPACE {

/// The threshold unit of the perceptron.
/// y = 1 for z ≥ 0, else 0 (0 for NaN).
/// Misuse: training by gradient → mistake::no_gradient, because the derivative is 0 wherever it exists. Use
/// fit_perceptron() for a single layer, or Sigmoid.
/// Source: Rosenblatt, Psychological Review 65 (1958).
struct Step {
  using no_gradient =
      mistake::refuse<mistake::no_gradient, Step, mistake::instead<mistake::fit_perceptron_for_one_layer, Sigmoid>>;
  using initializer = Zeros;
  static constexpr double decision = 0.5;
  template <class V> static constexpr V value(const V& z) noexcept {
    return simd::select(z >= V{}, simd::broadcast<V>(simd::scalar_of<V>(1)), V{});
  }
  static auto onnx(auto& graph, auto z) {
    return graph.add("Cast", {graph.add("GreaterOrEqual", {z, graph.constant(0)})}, {{"to", graph.scalar_type()}});
  }
  template <class V> static constexpr V derivative_at_output(const V&) noexcept { return V{}; }
};

}  // namespace sinew
