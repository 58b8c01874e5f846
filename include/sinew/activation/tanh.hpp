#pragma once
/// \file
/// Tanh: the hyperbolic tangent, a sigmoid around 0.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// y = tanh z;  ∂y/∂z = 1 − y².
struct Tanh {
  static constexpr bool non_decreasing = true;
  template <class T> static constexpr bool transcendental = !std::is_same_v<T, float>;  // of floats: a few products
  static constexpr double decision = 0;
  static constexpr double class_0 = -1;  ///< the target of class 0 (class 1: 1) for a single output
  template <class V> static constexpr V value(const V& z) noexcept { return math::tanh(z); }
  template <class V> static constexpr V derivative_at_output(const V& y) noexcept {
    return simd::scalar_of<V>(1) - y * y;
  }
};

}  // namespace sinew
