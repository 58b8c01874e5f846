#pragma once
/// \file
/// Huber: a loss that is squared near the target and absolute far from it.

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// The Huber loss: squared up to a distance of δ from the target, absolute beyond it.
/// With d = y − t:  L = mean over outputs of ½d² for |d| ≤ δ, else δ(|d| − ½δ);  ∂L/∂y = clamp(d, −δ, δ) / outputs.
/// PyTorch: HuberLoss.
/// Source: Huber, Annals of Mathematical Statistics 35 (1964).
struct Huber {
  double delta = 1;  ///< δ, positive

  /// What is wrong with δ, or nullptr. With δ = 0 the gradient would be 0 everywhere.
  constexpr const char* fault() const noexcept { return delta > 0 ? nullptr : "Huber's delta must be positive"; }
  template <class V> constexpr V value(const V& y, const V& t) const noexcept {
    using T = simd::scalar_of<V>;
    const V d = (math::abs)(y - t), inner = (math::min)(d, simd::broadcast<V>(static_cast<T>(delta)));
    return inner * (d - inner * simd::broadcast<V>(T(0.5)));
  }
  template <class V> constexpr V derivative(const V& y, const V& t) const noexcept {
    const V limit = simd::broadcast<V>(static_cast<simd::scalar_of<V>>(delta));
    return (math::min)((math::max)(y - t, -limit), limit);
  }
};

}  // namespace sinew
