#pragma once
/// \file
/// Huber and SmoothL1: losses that are squared near the target and absolute far from it.

#include <array>

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
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr std::array<double, 1> numbers() const noexcept { return {delta}; }
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

/// The Huber loss divided by its δ, here β: its slope far from the target is 1, whatever β is.
/// With d = y − t:  L = mean over outputs of ½d²/β for |d| ≤ β, else |d| − ½β;  ∂L/∂y = clamp(d / β, −1, 1) / outputs.
/// PyTorch: SmoothL1Loss, whose β is `beta` (for β = 0: MAE).
/// Source: Girshick, "Fast R-CNN", ICCV (2015).
struct SmoothL1 {
  double threshold = 1;  ///< β, positive

  /// What is wrong with β, or nullptr.
  constexpr const char* fault() const noexcept {
    return threshold > 0 ? nullptr : "SmoothL1's threshold must be positive";
  }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr std::array<double, 1> numbers() const noexcept { return {threshold}; }
  template <class V> constexpr V value(const V& y, const V& t) const noexcept {
    using T = simd::scalar_of<V>;
    const V d = (math::abs)(y - t), inner = (math::min)(d, simd::broadcast<V>(static_cast<T>(threshold)));
    return inner * simd::broadcast<V>(static_cast<T>(1 / threshold)) * (d - inner * simd::broadcast<V>(T(0.5)));
  }
  template <class V> constexpr V derivative(const V& y, const V& t) const noexcept {
    using T = simd::scalar_of<V>;
    const V one = simd::broadcast<V>(T(1));
    return (math::min)((math::max)((y - t) * simd::broadcast<V>(static_cast<T>(1 / threshold)), -one), one);
  }
};

}  // namespace sinew
