#pragma once
/// \file
/// Lion: steps of one size along the sign of a momentum.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE {

/// Moves every parameter by the rate; the momentum determines only the direction. One value per parameter where Adam
/// has two. The paper's advice: a rate 3 to 10 times smaller than AdamW's, a weight decay as many times larger.
/// c = β₁m + (1 − β₁)g;  w ← w·(1 − rate·weight_decay) − rate·sign(c);  m ← β₂m + (1 − β₂)g.
/// PyTorch: it has no Lion; lion-pytorch and timm have.
/// Source: Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS (2023), algorithm 2.
struct Lion {
  double rate = 1e-4, beta1 = 0.9, beta2 = 0.99, weight_decay = 0;
  static constexpr std::size_t slot_count = 1;
  static constexpr std::array slot_names{"exp_avg"};

  template <class T> constexpr auto at(std::size_t) const noexcept {
    return [step = static_cast<T>(rate), b1 = static_cast<T>(beta1), b2 = static_cast<T>(beta2),
            keep = static_cast<T>(1 - rate * weight_decay)]<class V>(const V& w, const V& g, V& m) noexcept -> V {
      const V along = simd::broadcast<V>(step);
      const V mixed = simd::broadcast<V>(b1) * m + simd::broadcast<V>(T(1) - b1) * g;
      m = simd::broadcast<V>(b2) * m + simd::broadcast<V>(T(1) - b2) * g;
      return w * simd::broadcast<V>(keep) - simd::select(mixed > V{}, along, simd::select(mixed < V{}, V(-along), V{}));
    };
  }
};

}  // namespace sinew
