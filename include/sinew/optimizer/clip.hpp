#pragma once
/// \file
/// Gradient clipping by norm, which limits the effect of a bad batch on the weights.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// The Euclidean norm √Σg² over all parameters.
template <class T> [[nodiscard]] constexpr T gradient_norm(std::span<const T> gradient) noexcept {
  T total{};
  simd::pack<T, simd::native_lanes<T>> along{};
  simd::sweep<T>(gradient.size(), [&]<class V>(std::size_t i) {
    const V g = simd::load<V>(gradient.data() + i);
    if constexpr (simd::lanes_of<V> == simd::native_lanes<T>) along += g * g;
    else total += g * g;
  });
  if (!simd::scalar_only()) total += simd::sum<simd::pack<T, simd::native_lanes<T>>>(along);
  return math::sqrt(total);
}

/// Scales the gradient down to a norm of at most `limit`: g ← g·min(1, limit / (norm + 10⁻⁶)). Returns the norm
/// before.
/// PyTorch: clip_grad_norm_.
/// Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", ICML (2013).
template <class T> constexpr T clip_by_norm(std::span<T> gradient, T limit) noexcept {
  const T norm = gradient_norm(std::span<const T>(gradient)), factor = limit / (norm + T(1e-6));
  if (factor < T(1))
    simd::sweep<T>(gradient.size(), [&]<class V>(std::size_t i) {
      simd::store<V>(gradient.data() + i, V(simd::load<V>(gradient.data() + i) * simd::broadcast<V>(factor)));
    });
  return norm;
}

}  // namespace sinew
