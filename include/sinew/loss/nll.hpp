#pragma once
/// \file
/// NLL: the negative log-likelihood of classes, for LogSoftmax outputs.

#include <array>
#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/shuffle.hpp>
#include <sinew/activation/log_softmax.hpp>
#include <sinew/loss/cross_entropy.hpp>

namespace SINEW_NAMESPACE {

/// The negative log-likelihood of LogSoftmax outputs: the same as CrossEntropyWithLogits of the scores.
/// L = −Σ t·y over the classes, y = log p the net's output and t a distribution (one-hot or soft labels).
/// Backward: ∂L/∂z = e^y·Σt − t at the scores z. LogSoftmax and the loss are differentiated as one.
/// PyTorch: NLLLoss, and CrossEntropyLoss(label_smoothing=…) of the scores; class weights: weighted()
/// (loss/weighted_loss.hpp).
struct NLL {
  using needs = LogSoftmax;
  static constexpr bool from_logits = true, classifies = true, normalizes_outputs = true, linear_in_targets = true;

  /// ε in [0, 1]: the targets become (1 − ε)·t + ε / classes, so no class is asked to be certain.
  /// Source: Szegedy et al., "Rethinking the Inception architecture for computer vision", CVPR (2016).
  double label_smoothing = 0;

  /// What is wrong with ε, or nullptr.
  constexpr const char* fault() const noexcept { return _detail::smoothing_fault(label_smoothing); }
  /// The loss's own numbers, which a Checkpoint compares.
  constexpr std::array<double, 1> numbers() const noexcept { return {label_smoothing}; }
  template <class T> constexpr T sample(std::span<const T> y, std::span<const T> t, std::span<T> dz) const noexcept {
    _detail::precondition(t.size() == y.size() && dz.size() == y.size(),
                          "NLL::sample(y, t, dz): found {}, {} and {} values, expected as many", y.size(), t.size(),
                          dz.size());
    T loss{}, mass{};
    for (std::size_t i = 0; i < y.size(); ++i) {
      mass += t[i];
      if (!_detail::equals(t[i], T(0))) loss -= t[i] * y[i];  // 0·(−∞), from a class that is ruled out, counts as 0
    }
    for (std::size_t i = 0; i < y.size(); ++i) dz[i] = math::exp(y[i]) * mass - t[i];
    if (!_detail::equals(label_smoothing, 0.0)) {
      const T smoothing = static_cast<T>(label_smoothing), share = mass / static_cast<T>(static_cast<double>(y.size()));
      T even{};
      for (std::size_t i = 0; i < y.size(); ++i) {
        even -= share * y[i];
        dz[i] += smoothing * (t[i] - share);
      }
      loss += smoothing * (even - loss);
    }
    return loss;
  }
  template <std::size_t N, class T> T batch(const T* y, const T* t, T* dz, std::size_t count, T scale) const noexcept {
    if (_detail::equals(label_smoothing, 0.0)) return plain_batch<N>(y, t, dz, count, scale);
    return _detail::batch_of_changed<N>(NLL{}, y, t, dz, count, scale,
                                        [e = label_smoothing](auto from, auto to) { _detail::smooth(from, to, e); });
  }

 private:
  template <std::size_t N, class T>
  static T plain_batch(const T* y, const T* t, T* dz, std::size_t count, T scale) noexcept {
    using P = simd::pack<T, simd::native_lanes<T>>;
    P along{};
    T rest{};
    simd::sweep<T>(count * N, [&]<class V>(std::size_t i) {
      const V ti = simd::load<V>(t + i);
      const V terms = simd::select(_detail::equals(ti, V{}), V{}, V(ti * simd::load<V>(y + i)));
      if constexpr (1 < simd::lanes_of<V>) along += terms;
      else rest += terms;
    });
    if (dz != nullptr)
      for (std::size_t s = 0; s < count * N; s += N) {
        const T mass = _detail::total_of<N>(t + s) * scale;
        simd::cover_padded<T, N>([&]<class V, std::size_t Valid>(std::size_t i) {
          const V d = math::exp(simd::load_first<V, Valid>(y + s + i)) * simd::broadcast<V>(mass) -
                      simd::load_first<V, Valid>(t + s + i) * simd::broadcast<V>(scale);
          simd::store_first<Valid>(dz + s + i, d);
        });
      }
    return -(simd::sum<P>(along) + rest);
  }
};

}  // namespace sinew
