#pragma once
/// \file
/// Cross-entropy of yes/no outputs: BinaryCrossEntropy for Sigmoid outputs, BinaryCrossEntropyWithLogits for plain
/// ones.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/activation/sigmoid.hpp>

namespace SINEW_NAMESPACE {

/// The cross-entropy of Sigmoid outputs.
/// L = mean over outputs of −t·log y − (1 − t)·log(1 − y), with logarithms cut off at −100;  ∂L/∂z = (y − t) /
/// outputs.
/// PyTorch: BCELoss.
struct BinaryCrossEntropy {
  using needs = Sigmoid;
  static constexpr bool from_logits = true, classifies = true;

  template <class V> static constexpr V value(const V& y, const V& t) noexcept {
    using T = simd::scalar_of<V>;
    if constexpr (std::is_same_v<V, T>)
      if (__builtin_is_constant_evaluated() &&
          (_detail::equals(t, 0) || _detail::equals(t, 1))) {  // half the logarithms, as the other product is 0
        const T log = math::log(_detail::equals(t, 0) ? 1 - y : y);
        return log < -100 ? T(100) : -log;
      }
    const V one = simd::broadcast<V>(T(1)), least = simd::broadcast<V>(T(-100));
    return -(t * (math::max)(math::log(y), least) + (one - t) * (math::max)(math::log(V(one - y)), least));
  }
  template <class V> static constexpr V derivative(const V& y, const V& t) noexcept { return y - t; }
};

/// The cross-entropy of outputs that are logits.
/// L = mean over outputs of log(1 + e^z) − t·z;  ∂L/∂z = (σ(z) − t) / outputs.
/// PyTorch: BCEWithLogitsLoss.
struct BinaryCrossEntropyWithLogits {
  using needs = Identity;
  static constexpr bool classifies = true;

  template <class V> static constexpr V value(const V& z, const V& t) noexcept { return math::softplus(z) - t * z; }
  template <class V> static constexpr V derivative(const V& z, const V& t) noexcept { return math::sigmoid(z) - t; }
};

}  // namespace sinew
