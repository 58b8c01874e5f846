#pragma once
/// \file
/// Weights of classes and outputs: weighted(loss, weights), for classes that are rarer or dearer than others, and
/// positive_weighted(loss, weights), for labels of which few are yes. balanced_weights() (train/balanced_weights.hpp)
/// computes them from data.
///
///     fit<32>(net, train, weighted(CrossEntropy{}, {0.2, 1, 5}), Adam{}, {.epochs = 20});
///     fit<32>(net, train, weighted(CrossEntropy{.label_smoothing = 0.1}, balanced_weights<3>(train)), Adam{});
///
/// Their number is checked at compile time: one for each output of the net, or two, those of no and yes, for a net with
/// a single one.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/loss/binary_cross_entropy.hpp>
#include <sinew/loss/changed_targets.hpp>
#include <sinew/loss/concept.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// What is wrong with weights, or nullptr.
template <std::size_t N> constexpr const char* weights_fault(const std::array<double, N>& weights) noexcept {
  double sum = 0;
  for (const double w : weights) {
    if (!(w >= 0 && w < 0x1p100)) return "the weights must be at least 0, and finite";
    sum += w;
  }
  return sum > 0 ? nullptr : "the weights are all 0";
}
template <class L> constexpr const char* loss_fault_of([[maybe_unused]] const L& loss) noexcept {
  if constexpr (requires { loss.fault(); }) return loss.fault();
  else return nullptr;
}
/// The loss's own numbers, which a Checkpoint compares: an array.
template <class L> constexpr auto numbers_of([[maybe_unused]] const L& loss) noexcept {
  if constexpr (requires { loss.numbers(); }) return loss.numbers();
  else return std::array<double, 0>{};
}
template <std::size_t N, std::size_t M>
constexpr std::array<double, N + M> joined_numbers(const std::array<double, N>& a,
                                                   [[maybe_unused]] const std::array<double, M>& b) noexcept {
  std::array<double, N + M> all{};
  for (std::size_t i = 0; i < N; ++i) all[i] = a[i];
  if constexpr (0 < M)
    for (std::size_t i = 0; i < M; ++i) all[N + i] = b[i];
  return all;
}
template <std::size_t N, class Number> constexpr std::array<double, N> to_doubles(const Number* numbers) noexcept {
  std::array<double, N> to{};
  for (std::size_t i = 0; i < N; ++i) to[i] = static_cast<double>(numbers[i]);
  return to;
}
}  // namespace _detail

/// A loss with N weights; see weighted().
template <Loss L, std::size_t N> struct WeightedLoss {
  using unweighted = L;                           ///< the loss without weights
  using needs = _detail::needs_of<L>;             ///< as that
  static constexpr std::size_t weight_count = N;  ///< the number of weights
  static constexpr bool from_logits = _detail::gives_logit_gradients<L>();
  static constexpr bool classifies = _detail::is_classification<L>();
  static constexpr bool normalizes_outputs = _detail::normalizes_outputs<L>();

  /// Whether a net with so many outputs fits.
  static constexpr bool takes(std::size_t outputs) noexcept {
    return outputs == N || (outputs == 1 && N == 2 && ElementwiseLoss<L>);
  }

  L loss;                         ///< the loss without weights
  std::array<double, N> weights;  ///< at least 0, not all of them 0

  /// What is wrong with the numbers, or nullptr.
  constexpr const char* fault() const noexcept {
    const char* const of_loss = _detail::loss_fault_of(loss);
    return of_loss != nullptr ? of_loss : _detail::weights_fault(weights);
  }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr auto numbers() const noexcept { return _detail::joined_numbers(weights, _detail::numbers_of(loss)); }

  /// Σ w·t: how much a sample counts in the mean; for a class index the weight of the class.
  template <class T> constexpr T weight(std::span<const T> t) const noexcept requires(!ElementwiseLoss<L>) {
    T sum{};
    for (std::size_t i = 0; i < N; ++i) sum += static_cast<T>(weights[i]) * t[i];
    return sum;
  }
  template <class T> constexpr T sample(std::span<const T> y, std::span<const T> t, std::span<T> dy) const noexcept {
    _detail::precondition(takes(y.size()) && t.size() == y.size() && dy.size() == y.size(),
                          "sample(y, t, dy) of a loss with {} weight{s}: found {}, {} and {} values, expected as many",
                          N, y.size(), t.size(), dy.size());
    if constexpr (ElementwiseLoss<L>) {
      const std::size_t count = y.size();
      const T share = _detail::sums_outputs<L>() ? T(1) : T(1) / static_cast<T>(count);
      T total{};
      for (std::size_t i = 0; i < count; ++i) {
        const T yi = y[i], ti = t[i];
        T w = static_cast<T>(weights[i]);
        if (N == 2 && count == 1) w += static_cast<T>(weights[N - 1] - weights[0]) * ti;
        w *= share;
        total += w * loss.value(yi, ti);
        dy[i] = w * loss.derivative(yi, ti);
      }
      return total;
    } else {
      std::array<T, N> changed{};
      weigh(t, std::span<T>(changed));
      return without_smoothing().sample(y, std::span<const T>(changed), dy);
    }
  }
  /// The same for several samples, by the loss's own batch().
  template <std::size_t M, class T> T batch(const T* y, const T* t, T* dy, std::size_t count, T scale) const noexcept
      requires(BatchwiseLoss<L, T>) {
    static_assert(M == N, "a loss has one weight for each output");
    return _detail::batch_of_changed<N>(without_smoothing(), y, t, dy, count, scale,
                                        [this](auto from, auto to) { this->weigh(from, to); });
  }

 private:
  constexpr L without_smoothing() const noexcept {
    L plain = loss;
    if constexpr (requires { plain.label_smoothing; }) plain.label_smoothing = 0;
    return plain;
  }
  template <class T> constexpr void weigh(std::span<const T> t, std::span<T> to) const noexcept {
    double smoothing = 0;
    if constexpr (requires { loss.label_smoothing; }) smoothing = loss.label_smoothing;
    _detail::smooth(t, to, smoothing);
    for (std::size_t i = 0; i < N; ++i) to[i] *= static_cast<T>(weights[i]);
  }
};

namespace _detail {
template <class L, std::size_t N> constexpr auto with_weights(const L& loss, const std::array<double, N>& weights) {
  if constexpr (ElementwiseLoss<L> || _detail::is_linear_in_targets<L>()) return WeightedLoss<L, N>{loss, weights};
  else {
    decltype(mistake::tell(mistake::of<mistake::loss_takes_no_weights<L>>)){};
    return loss;
  }
}
}  // namespace _detail

/// The loss with a weight for each class, or for each output. With weights w and the loss ℓ of a sample:
///
///     CrossEntropy, CrossEntropyWithLogits, NLL, Focal, FocalWithLogits: the mean over the samples of a batch with
///     the weights of their classes
///                     L = Σ over samples of w·ℓ / Σ over samples of w,   w the weight of the sample's class
///     where targets are distributions, −w·t·log p takes the place of −t·log p, and Σ w·t that of the sample's weight
///     (PyTorch divides by the number of samples there, as if all weights were 1)
///     all others, such as BinaryCrossEntropy: a weight for each output
///                     L = mean over samples and outputs of w·ℓ
///     such a loss and a net with one output: two weights, those of the answers no and yes
///                     L = mean over samples of (w₀ + (w₁ − w₀)·t)·ℓ
///
/// A batch whose classes all have the weight 0 has the loss 0. Label smoothing comes before the weights, as in PyTorch.
/// Accuracy counts each sample once.
/// Parameters: `weights` are numbers in braces or a std::array, at least 0.
/// Errors: option_error, thrown by fit() and evaluate(), for weights that are negative or not finite, or all 0.
/// Misuse: another number of weights than outputs → mistake::wrong_number_of_class_weights; a samplewise loss without
/// linear_in_targets (loss/concept.hpp) → mistake::loss_takes_no_weights.
/// Cost: one pass over the targets.
/// PyTorch: CrossEntropyLoss(weight=…), NLLLoss(weight=…), BCELoss(weight=…). Keras: class_weight.
template <Loss L, std::size_t N> constexpr auto weighted(const L& loss, const double (&weights)[N]) noexcept {
  return _detail::with_weights(loss, _detail::to_doubles<N>(weights));
}
/// The same for an array, that of balanced_weights() for example.
template <Loss L, class Number, std::size_t N>
requires(std::is_arithmetic_v<Number>) constexpr auto weighted(const L& loss,
                                                               const std::array<Number, N>& weights) noexcept {
  return _detail::with_weights(loss, _detail::to_doubles<N>(weights.data()));
}

/// Cross-entropy of N yes/no outputs that are logits, with a weight of the answer yes for each; see
/// positive_weighted().
template <std::size_t N> struct PositiveWeighted {
  using unweighted = BinaryCrossEntropyWithLogits;  ///< the loss without weights
  using needs = Identity;                           ///< plain outputs
  static constexpr std::size_t weight_count = N;    ///< the number of weights
  static constexpr bool classifies = true;

  /// Whether a net with so many outputs fits.
  static constexpr bool takes(std::size_t outputs) noexcept { return outputs == N; }

  std::array<double, N> pos_weights;  ///< positive

  /// What is wrong with the weights, or nullptr.
  constexpr const char* fault() const noexcept {
    for (const double p : pos_weights)
      if (const char* const wrong = BinaryCrossEntropyWithLogits{.pos_weight = p}.fault()) return wrong;
    return nullptr;
  }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr auto numbers() const noexcept { return pos_weights; }
  template <class T> constexpr T sample(std::span<const T> z, std::span<const T> t, std::span<T> dz) const noexcept {
    _detail::precondition(z.size() == N && t.size() == N && dz.size() == N,
                          "PositiveWeighted::sample(z, t, dz): found {}, {} and {} values, expected {} of each",
                          z.size(), t.size(), dz.size(), N);
    T total{};
    for (std::size_t i = 0; i < N; ++i) {
      const BinaryCrossEntropyWithLogits loss{.pos_weight = pos_weights[i]};
      const T zi = z[i], ti = t[i];
      total += loss.value(zi, ti);
      dz[i] = loss.derivative(zi, ti) / static_cast<T>(N);
    }
    return total / static_cast<T>(N);
  }
};

/// BinaryCrossEntropyWithLogits with a pos_weight p for each output, where few of the samples have a label:
/// count(no) / count(yes) balances it.
/// L = mean over samples and outputs of −p·t·log σ(z) − (1 − t)·log(1 − σ(z)).
/// Errors: option_error, thrown by fit() and evaluate(), for weights that are not positive and finite.
/// Misuse: another number of weights than outputs → mistake::wrong_number_of_class_weights.
/// PyTorch: BCEWithLogitsLoss(pos_weight=…).
template <std::size_t N>
constexpr PositiveWeighted<N> positive_weighted(BinaryCrossEntropyWithLogits, const double (&weights)[N]) noexcept {
  return {_detail::to_doubles<N>(weights)};
}
/// The same for an array.
template <class Number, std::size_t N>
requires(std::is_arithmetic_v<Number>) constexpr PositiveWeighted<N> positive_weighted(
    BinaryCrossEntropyWithLogits, const std::array<Number, N>& weights) noexcept {
  return {_detail::to_doubles<N>(weights.data())};
}

}  // namespace sinew
