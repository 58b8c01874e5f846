#pragma once
/// \file
/// SiLU (swish): the sigmoid linear unit.

#include <sinew/config/namespace.hpp>
#include <sinew/config/floating_point.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/initializer/he.hpp>

namespace SINEW_NAMESPACE {

/// The sigmoid linear unit, also known as swish.
/// y = z·σ(z), −0 at −∞;  ∂y/∂z = σ(z)·(1 + z·(1 − σ(z))). Keeps z.
/// PyTorch: SiLU.
/// Sources: Elfwing, Uchibe, Doya, Neural Networks 107 (2018); Ramachandran, Zoph, Le, arXiv:1710.05941.
struct SiLU {
  template <class T> static constexpr bool transcendental = true;
  using initializer = HeNormal;
  template <class V> static constexpr V value(const V& z) noexcept { return bounded(z) * math::sigmoid(z); }
  static auto onnx(auto& graph, auto z) {
    if (!graph.in_double()) return graph.add("Mul", {z, graph.add("Sigmoid", {z})});
    // onnxruntime takes that product for an operator that it does not have for double.
    return graph.add("Div", {z, graph.add("Add", {graph.add("Exp", {graph.add("Neg", {z})}), graph.constant(1)})});
  }
  template <class V> static constexpr V derivative(const V& z) noexcept {
    SINEW_KEEP_ORDER  // in a product of two sigmoids compilers would multiply the tiny constants of both: 0
    const V one = simd::broadcast<V>(simd::scalar_of<V>(1)), s = math::sigmoid(z);
    return s * (one + (math::min)(bounded(z), simd::broadcast<V>(1e6)) * math::sigmoid(-z));
  }

 private:
  // ∞ · 0 would be NaN; σ is exactly 0 or 1 long before ±10⁶.
  template <class V> static constexpr V bounded(const V& z) noexcept {
    const V least = simd::broadcast<V>(simd::scalar_of<V>(-1e6));
    return simd::select(z < least, least, z);
  }
};

}  // namespace sinew
