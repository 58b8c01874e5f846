#pragma once
/// \file
/// Cross-entropy of classes: CrossEntropy over Softmax outputs, CrossEntropyWithLogits over plain scores.
/// Each names the output it needs, so that softmax is applied exactly once.

#include <cstddef>
#include <span>

#include <sinew/simd/math.hpp>
#include <sinew/activation/identity.hpp>
#include <sinew/activation/softmax.hpp>

namespace sinew {

/// L = −Σ t·log p over the classes, p the net's Softmax output, t a distribution (one-hot, or soft labels);
/// given to backward at the scores: ∂L/∂z = p·Σt − t, which is p − t (softmax and cross-entropy in one, no division).
/// log p is cut off at −100 (as PyTorch's BCELoss), so that a class of probability 0 costs a finite 100.
struct CrossEntropy {
  using needs = Softmax;
  static constexpr bool from_logits = true, classifies = true;

  template <class T> static constexpr T sample(std::span<const T> p, std::span<const T> t, std::span<T> dz) noexcept {
    T loss{}, mass{};
    for (std::size_t i = 0; i < p.size(); ++i) {
      mass += t[i];
      if (t[i] != T(0)) loss -= t[i] * math::max(math::log(p[i]), T(-100));
    }
    for (std::size_t i = 0; i < p.size(); ++i) dz[i] = p[i] * mass - t[i];
    return loss;
  }
};

/// L = Σt·log Σ e^z − Σ t·z over the classes, z the net's plain scores (Identity output): the better choice where a class may become
/// nearly certain, for no probability is rounded to 0 on the way;  ∂L/∂z = softmax(z)·Σt − t.
/// The net's outputs stay scores: predict() takes the largest, and softmax makes them probabilities.  PyTorch: CrossEntropyLoss.
struct CrossEntropyWithLogits {
  using needs = Identity;
  static constexpr bool classifies = true;

  template <class T> static constexpr T sample(std::span<const T> z, std::span<const T> t, std::span<T> dz) noexcept {
    T top = z[0], total{}, mass{}, agreement{};
    for (T v : z) top = v > top ? v : top;
    for (std::size_t i = 0; i < z.size(); ++i) {
      total += dz[i] = math::exp(z[i] - top);
      mass += t[i];
      if (t[i] != T(0)) agreement += t[i] * (z[i] - top);
    }
    for (std::size_t i = 0; i < z.size(); ++i) dz[i] = dz[i] / total * mass - t[i];
    return mass * math::log(total) - agreement;
  }
};

}  // namespace sinew
