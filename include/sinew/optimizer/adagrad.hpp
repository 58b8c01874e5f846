#pragma once
/// \file
/// Adagrad: steps divided by the root of the sum of all squared gradients so far.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// Divides steps by the root of the sum of all squared gradients so far; suits sparse features.
/// g ← g + weight_decay·w;  s ← s + g²;  w ← w − rate·g / (√s + ε).
/// PyTorch: Adagrad.
/// Source: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR
/// 12 (2011).
struct Adagrad {
  double rate = 1e-2, epsilon = 1e-10, weight_decay = 0;
  static constexpr std::size_t slot_count = 1;
  static constexpr std::array slot_names{"sum"};

  template <class T> constexpr auto at(std::size_t) const noexcept {
    return [step = static_cast<T>(rate), eps = static_cast<T>(epsilon), decay = static_cast<T>(weight_decay)]<class V>(
               const V& w, const V& gradient, V& s) noexcept -> V {
      const V g = gradient + simd::broadcast<V>(decay) * w;
      s = s + g * g;
      return w - simd::broadcast<V>(step) * g / (math::sqrt(s) + simd::broadcast<V>(eps));
    };
  }
};

}  // namespace sinew
