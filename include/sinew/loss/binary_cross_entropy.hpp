#pragma once
/// \file
/// Cross-entropy of yes/no outputs: BinaryCrossEntropy for Sigmoid outputs, BinaryCrossEntropyWithLogits for plain
/// ones.

#include <array>
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

namespace _detail {
/// BinaryCrossEntropyWithLogits without a weight.
struct PlainBinaryCrossEntropyWithLogits {
  template <class V> static constexpr V value(const V& z, const V& t) noexcept { return math::softplus(z) - t * z; }
  template <class V> static constexpr V derivative(const V& z, const V& t) noexcept { return math::sigmoid(z) - t; }
};
}  // namespace _detail

/// The cross-entropy of outputs that are logits.
/// L = mean over outputs of log(1 + e^z) − t·z;  ∂L/∂z = (σ(z) − t) / outputs.
/// With a weight p of the answer yes:
/// L = mean over outputs of −p·t·log σ(z) − (1 − t)·log(1 − σ(z)) = (1 + (p − 1)·t)·log(1 + e^z) − p·t·z;
/// ∂L/∂z = ((1 + (p − 1)·t)·σ(z) − p·t) / outputs.
/// PyTorch: BCEWithLogitsLoss(pos_weight=…). A weight for each output: weighted() and positive_weighted()
/// (loss/weighted_loss.hpp).
struct BinaryCrossEntropyWithLogits {
  using needs = Identity;
  static constexpr bool classifies = true;

  using plain = _detail::PlainBinaryCrossEntropyWithLogits;  ///< what it is without a weight

  double pos_weight = 1;  ///< p > 0: how much a yes counts beside a no; count(no) / count(yes) balances them

  /// What is wrong with p, or nullptr.
  constexpr const char* fault() const noexcept {
    return pos_weight > 0 && pos_weight < 0x1p1000 ? nullptr : "pos_weight must be positive and finite";
  }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr std::array<double, 1> numbers() const noexcept { return {pos_weight}; }
  /// Whether p is 1, so that a batch can be left to `plain`.
  constexpr bool is_plain() const noexcept { return _detail::equals(pos_weight, 1.0); }
  template <class V> constexpr V value(const V& z, const V& t) const noexcept {
    return answer(t) * math::softplus(z) - yes<V>() * t * z;
  }
  template <class V> constexpr V derivative(const V& z, const V& t) const noexcept {
    return answer(t) * math::sigmoid(z) - yes<V>() * t;
  }

 private:
  template <class V> constexpr V yes() const noexcept {
    return simd::broadcast<V>(static_cast<simd::scalar_of<V>>(pos_weight));
  }
  /// 1 + (p − 1)·t.
  template <class V> constexpr V answer(const V& t) const noexcept {
    using T = simd::scalar_of<V>;
    return simd::broadcast<V>(T(1)) + simd::broadcast<V>(static_cast<T>(pos_weight - 1)) * t;
  }
};

}  // namespace sinew
