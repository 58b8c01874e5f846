#pragma once
/// \file
/// Adadelta: steps of the size of earlier steps, so that a learning rate is hardly needed.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// Scales a gradient by the ratio of the running root mean squares of steps and gradients.
/// g ← g + weight_decay·w;  v ← ρ·v + (1 − ρ)·g²;  d = √(u + ε) / √(v + ε)·g;  u ← ρ·u + (1 − ρ)·d²;  w ← w − rate·d.
/// PyTorch: Adadelta.
/// Source: Zeiler, "ADADELTA: an adaptive learning rate method", arXiv:1212.5701 (2012).
struct Adadelta {
  double rate = 1;
  double rho = 0.9;  ///< the part of both running mean squares that stays at each step
  double epsilon = 1e-6, weight_decay = 0;
  static constexpr std::size_t slot_count = 2;
  static constexpr std::array slot_names{"square_avg", "acc_delta"};

  template <class T> constexpr auto at(std::size_t) const noexcept {
    return [step = static_cast<T>(rate), r = static_cast<T>(rho), eps = static_cast<T>(epsilon),
            decay = static_cast<T>(weight_decay)]<class V>(const V& w, const V& gradient, V& v, V& u) noexcept -> V {
      const V g = gradient + simd::broadcast<V>(decay) * w, e = simd::broadcast<V>(eps);
      v = simd::broadcast<V>(r) * v + simd::broadcast<V>(T(1) - r) * g * g;
      const V d = math::sqrt(V(u + e)) / math::sqrt(V(v + e)) * g;
      u = simd::broadcast<V>(r) * u + simd::broadcast<V>(T(1) - r) * d * d;
      return w - simd::broadcast<V>(step) * d;
    };
  }
};

}  // namespace sinew
