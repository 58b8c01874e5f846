#pragma once
/// \file
/// Focal losses: cross-entropies in which answers that are right already count little, for data of which most samples
/// are easy. Focal and FocalWithLogits for classes, BinaryFocal and BinaryFocalWithLogits for yes/no outputs.
/// Source: Lin, Goyal, Girshick, He, Dollár, "Focal loss for dense object detection", ICCV (2017).

#include <array>
#include <cstddef>
#include <limits>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/loss/binary_cross_entropy.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// q^γ for q in [0, 1].
template <class V> constexpr V focus(const V& q, double gamma) noexcept {
  if (_detail::equals(gamma, 2.0)) return q * q;
  const V one = simd::broadcast<V>(simd::scalar_of<V>(1));
  if (_detail::equals(gamma, 0.0)) return one;
  if (__builtin_is_constant_evaluated()) {
    if constexpr (simd::lanes_of<V> == 1)
      if (!(q > simd::scalar_of<V>(0))) return q;
  }
  return math::exp(V(simd::broadcast<V>(static_cast<simd::scalar_of<V>>(gamma)) * math::log(q)));
}
/// q, but no 0 to divide by.
template <class V> constexpr V divisor_of(const V& q) noexcept {
  return (math::max)(q, simd::broadcast<V>((std::numeric_limits<simd::scalar_of<V>>::min)()));
}
constexpr const char* gamma_fault(double gamma) noexcept {
  return gamma >= 0 && gamma < 0x1p100 ? nullptr : "gamma must be at least 0, and finite";
}

/// α·q^γ·ℓ of a yes/no output, q = p·(1 − t) + (1 − p)·t the probability of the other answer, ℓ the cross-entropy.
struct BinaryFocus {
  double alpha, gamma;

  constexpr const char* fault() const noexcept {
    return alpha <= 1 && alpha >= -1 ? _detail::gamma_fault(gamma) : "alpha must be in [0, 1], or -1 for none";
  }
  template <class V> constexpr V other(const V& p, const V& no, const V& t) const noexcept {
    return p * (simd::broadcast<V>(simd::scalar_of<V>(1)) - t) + no * t;
  }
  /// α for yes and 1 − α for no.
  template <class V> constexpr V balance(const V& t) const noexcept {
    using T = simd::scalar_of<V>;
    if (alpha < 0) return simd::broadcast<V>(T(1));
    return simd::broadcast<V>(static_cast<T>(1 - alpha)) + simd::broadcast<V>(static_cast<T>(2 * alpha - 1)) * t;
  }
  template <class V> constexpr V value(const V& p, const V& no, const V& t, const V& loss) const noexcept {
    return balance(t) * _detail::focus(other(p, no, t), gamma) * loss;
  }
  /// ∂/∂z: ∂ℓ/∂z = p − t and ∂q/∂z = p·(1 − p)·(1 − 2t).
  template <class V> constexpr V derivative(const V& p, const V& no, const V& t, const V& loss) const noexcept {
    using T = simd::scalar_of<V>;
    const V q = other(p, no, t), one = simd::broadcast<V>(T(1)),
            slope = simd::broadcast<V>(static_cast<T>(gamma)) * p * no * (one - t - t) / _detail::divisor_of(q);
    return balance(t) * _detail::focus(q, gamma) * (p - t + slope * loss);
  }
};

/// The part of one class of probability p and target t in −Σ t·(1 − p)^γ·log p: adds to the loss, and returns
/// a = t·(γ·p·(1 − p)^(γ−1)·log p − (1 − p)^γ), p times the derivative at p. The gradient at the scores is a − p·Σa.
template <class T> constexpr T focal_part(T p, T log, T t, double gamma, T& loss) noexcept {
  const T other = p > T(1) ? T(0) : T(1) - p, weight = _detail::focus(other, gamma);
  loss -= t * weight * log;
  return t * (static_cast<T>(gamma) * p * weight / _detail::divisor_of(other) * log - weight);
}

}  // namespace _detail

/// The focal loss of yes/no outputs that are logits.
/// With p = σ(z), and for t = 1:  L = −α·(1 − p)^γ·log p, for t = 0:  L = −(1 − α)·p^γ·log(1 − p);  the mean over
/// outputs. In general ℓ·q^γ·(α·t + (1 − α)·(1 − t)), ℓ the cross-entropy and q = p·(1 − t) + (1 − p)·t.
/// torchvision: sigmoid_focal_loss(reduction='mean'). Keras: BinaryFocalCrossentropy.
struct BinaryFocalWithLogits {
  using needs = Identity;
  static constexpr bool classifies = true;

  double alpha = 0.25;  ///< α in [0, 1], the weight of yes, 1 − α that of no; −1: both have the weight 1
  double gamma = 2;     ///< γ ≥ 0: how little a right answer counts; 0 is the cross-entropy

  /// What is wrong with α or γ, or nullptr.
  constexpr const char* fault() const noexcept { return _detail::BinaryFocus{alpha, gamma}.fault(); }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr std::array<double, 2> numbers() const noexcept { return {alpha, gamma}; }
  template <class V> constexpr V value(const V& z, const V& t) const noexcept {
    return _detail::BinaryFocus{alpha, gamma}.value(math::sigmoid(z), math::sigmoid(V(-z)), t,
                                                    V(math::softplus(z) - t * z));
  }
  template <class V> constexpr V derivative(const V& z, const V& t) const noexcept {
    return _detail::BinaryFocus{alpha, gamma}.derivative(math::sigmoid(z), math::sigmoid(V(-z)), t,
                                                         V(math::softplus(z) - t * z));
  }
};

/// The focal loss of Sigmoid outputs: BinaryFocalWithLogits of p = y. Logarithms are cut off at −100, and the gradient
/// is that at z.
/// torchvision: sigmoid_focal_loss(reduction='mean') of the logits. Keras: BinaryFocalCrossentropy.
struct BinaryFocal {
  using needs = Sigmoid;
  static constexpr bool from_logits = true, classifies = true;

  double alpha = 0.25;  ///< α in [0, 1], the weight of yes, 1 − α that of no; −1: both have the weight 1
  double gamma = 2;     ///< γ ≥ 0: how little a right answer counts; 0 is the cross-entropy

  /// What is wrong with α or γ, or nullptr.
  constexpr const char* fault() const noexcept { return _detail::BinaryFocus{alpha, gamma}.fault(); }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr std::array<double, 2> numbers() const noexcept { return {alpha, gamma}; }
  template <class V> constexpr V value(const V& y, const V& t) const noexcept {
    const V no = simd::broadcast<V>(simd::scalar_of<V>(1)) - y;
    return _detail::BinaryFocus{alpha, gamma}.value(y, no, t, BinaryCrossEntropy::value(y, t));
  }
  template <class V> constexpr V derivative(const V& y, const V& t) const noexcept {
    const V no = simd::broadcast<V>(simd::scalar_of<V>(1)) - y;
    return _detail::BinaryFocus{alpha, gamma}.derivative(y, no, t, BinaryCrossEntropy::value(y, t));
  }
};

/// The focal loss of classes, for Softmax outputs. Weights of classes, α in the paper: weighted(Focal{}, {…}).
/// L = −Σ t·(1 − p)^γ·log p over the classes, p the net's output and t a distribution. log p is cut off at −100.
/// Backward: with a = t·(γ·p·(1 − p)^(γ−1)·log p − (1 − p)^γ):  ∂L/∂z = a − p·Σa at the scores z.
/// Keras: CategoricalFocalCrossentropy(alpha=1).
struct Focal {
  using needs = Softmax;
  static constexpr bool from_logits = true, classifies = true, normalizes_outputs = true, linear_in_targets = true;

  double gamma = 2;  ///< γ ≥ 0: how little a right answer counts; 0 is the cross-entropy

  /// What is wrong with γ, or nullptr.
  constexpr const char* fault() const noexcept { return _detail::gamma_fault(gamma); }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr std::array<double, 1> numbers() const noexcept { return {gamma}; }
  template <class T> constexpr T sample(std::span<const T> p, std::span<const T> t, std::span<T> dz) const noexcept {
    _detail::precondition(t.size() == p.size() && dz.size() == p.size(),
                          "Focal::sample(p, t, dz): found {}, {} and {} values, expected as many", p.size(), t.size(),
                          dz.size());
    T loss{}, sum{};
    for (std::size_t i = 0; i < p.size(); ++i) {
      dz[i] = _detail::equals(t[i], T(0))
                  ? T(0)
                  : _detail::focal_part(p[i], T((math::max)(math::log(p[i]), T(-100))), t[i], gamma, loss);
      sum += dz[i];
    }
    for (std::size_t i = 0; i < p.size(); ++i) dz[i] -= p[i] * sum;
    return loss;
  }
};

/// The focal loss of classes, for plain scores: Focal of softmax(z).
/// L = −Σ t·(1 − p)^γ·log p over the classes, p = softmax(z), without a cut.
/// Keras: CategoricalFocalCrossentropy(alpha=1, from_logits=True).
struct FocalWithLogits {
  using needs = Identity;
  static constexpr bool classifies = true, normalizes_outputs = true, linear_in_targets = true;

  double gamma = 2;  ///< γ ≥ 0: how little a right answer counts; 0 is the cross-entropy

  /// What is wrong with γ, or nullptr.
  constexpr const char* fault() const noexcept { return _detail::gamma_fault(gamma); }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr std::array<double, 1> numbers() const noexcept { return {gamma}; }
  template <class T> constexpr T sample(std::span<const T> z, std::span<const T> t, std::span<T> dz) const noexcept {
    _detail::precondition(!z.empty() && t.size() == z.size() && dz.size() == z.size(),
                          "FocalWithLogits::sample(z, t, dz): found {}, {} and {} values, expected as many", z.size(),
                          t.size(), dz.size());
    T top = z[0], total{}, loss{}, sum{};
    for (const T v : z) top = v > top ? v : top;
    for (const T v : z) total += math::exp((math::min)(v - top, T(0)));
    const T log_total = math::log(total);
    for (std::size_t i = 0; i < z.size(); ++i) {
      const T log = (math::min)(z[i] - top, T(0)) - log_total;
      dz[i] = _detail::equals(t[i], T(0)) ? T(0) : _detail::focal_part(math::exp(log), log, t[i], gamma, loss);
      sum += dz[i];
    }
    for (std::size_t i = 0; i < z.size(); ++i) dz[i] -= math::exp((math::min)(z[i] - top, T(0)) - log_total) * sum;
    return loss;
  }
};

}  // namespace sinew
