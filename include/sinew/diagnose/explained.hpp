#pragma once
/// \file
/// Explained: whether a net tells its targets already.

#include <algorithm>
#include <array>
#include <cstddef>

#include <sinew/net/decision.hpp>
#include <sinew/train/evaluate.hpp>
#include <sinew/train/target.hpp>

namespace sinew::detail {

/// Whether outputs tell the targets already: most of what a constant answer gets wrong is right.
template <class Net, class LossType, class Target> struct Explained {
  using T = typename Net::scalar;
  using Activation = typename Net::activation;
  static constexpr std::size_t out = Net::output::size;
  std::array<double, classes_of<out>> seen{};
  std::array<double, out> sum{}, squares{};
  double hits = 0, errors = 0, n = 0;

  /// Outputs and targets of some samples, one after the other.
  void add(const T* ys, const T* ts, std::size_t count) {
    for (std::size_t s = 0; s < count; ++s, ++n) {
      const T *y = ys + s * out, *t = ts + s * out;
      if constexpr (measures_accuracy<Net, LossType, Target>) {
        const std::size_t k = decide<Activation, out>(t);
        ++seen[k];
        hits += k == decide<Activation, out>(y);
      } else
        for (std::size_t i = 0; i < out; ++i) {
          const double v = static_cast<double>(t[i]), e = static_cast<double>(y[i]) - v;
          sum[i] += v;
          squares[i] += v * v;
          errors += e * e;
        }
    }
  }
  bool most() const {
    if constexpr (measures_accuracy<Net, LossType, Target>) {
      const double commonest = *std::max_element(seen.begin(), seen.end());
      return commonest < n && hits - commonest >= 0.8 * (n - commonest);
    } else {
      double spread = 0;
      for (std::size_t i = 0; i < out; ++i) spread += squares[i] - sum[i] * sum[i] / n;
      return errors <= 0.2 * spread;
    }
  }
};

}  // namespace sinew::detail
