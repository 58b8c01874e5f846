#pragma once
/// \file
/// KLDivergence: how far a predicted distribution is from that of the targets, for LogSoftmax outputs.

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/activation/log_softmax.hpp>
#include <sinew/loss/nll.hpp>

namespace SINEW_NAMESPACE {

/// The Kullback-Leibler divergence of LogSoftmax outputs from the targets: NLL less the entropy of the targets, so it
/// is 0 for a perfect fit and has the same gradient. For soft targets, those of another net for example.
/// L = Σ t·(log t − y) over the classes, y = log p the net's output and t a distribution;  ∂L/∂z = e^y·Σt − t.
/// PyTorch: KLDivLoss(reduction='batchmean').
/// Source: Kullback, Leibler, Annals of Mathematical Statistics 22 (1951).
struct KLDivergence {
  using needs = LogSoftmax;
  static constexpr bool from_logits = true, classifies = true, normalizes_outputs = true;

  template <class T> static constexpr T sample(std::span<const T> y, std::span<const T> t, std::span<T> dz) noexcept {
    const T of_targets = negative_entropy(t.data(), t.size());
    return NLL{}.sample(y, t, dz) + of_targets;
  }
  template <std::size_t N, class T> static T batch(const T* y, const T* t, T* dz, std::size_t count, T scale) noexcept {
    const T of_targets = negative_entropy(t, count * N);  // before dz, which may be t, is written
    return NLL{}.template batch<N>(y, t, dz, count, scale) + of_targets;
  }

 private:
  /// Σ t·log t, where 0·log 0 counts as 0.
  template <class T> static constexpr T negative_entropy(const T* t, std::size_t count) noexcept {
    T sum{};
    for (std::size_t i = 0; i < count; ++i)
      if (t[i] > T(0)) sum += t[i] * math::log(t[i]);
    return sum;
  }
};

}  // namespace sinew
