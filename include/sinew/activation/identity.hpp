#pragma once
/// \file
/// Identity: no activation, for the output of regression and of classifiers whose loss takes logits.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// The identity.
/// y = z;  ∂y/∂z = 1.
struct Identity {
  static constexpr bool non_decreasing = true;
  static constexpr double gain = 1;      ///< of weights before it; PyTorch: calculate_gain
  static constexpr double decision = 0;  ///< for a single output, read as a logit
  template <class V> static constexpr V value(const V& z) noexcept { return z; }
  static auto onnx(auto&, auto z) { return z; }
  template <class V> static constexpr V derivative_at_output(const V&) noexcept {
    return simd::broadcast<V>(simd::scalar_of<V>(1));
  }
};

}  // namespace sinew
