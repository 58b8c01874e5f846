#pragma once
/// \file
/// RateCurve: what find_rate() (train/find_rate.hpp) returns.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/memory/constexpr_vector.hpp>
#include <sinew/train/divergence.hpp>
#include <sinew/train/history.hpp>

namespace SINEW_NAMESPACE {

/// A step of find_rate().
struct RatePoint {
  double rate = not_measured;  ///< the learning rate of the step
  double loss = not_measured;  ///< the loss of its batch, before the step
  /// the exponential moving average of the losses so far, divided by 1 − βⁿ, as if there had been others before
  double smoothed = not_measured;
};

/// Losses by learning rate, in rising order of rates.
struct RateCurve {
  /// one point per step; a vector that converts to std::vector<RatePoint>
  _detail::constexpr_vector<RatePoint> points{};

  /// The rate at which the smoothed loss falls most steeply by the logarithm of the rate, a rate for the whole training
  /// or the highest one of a schedule. Slopes are (sᵢ₊₁ − sᵢ₋₁) / 2, at both ends those to the neighbour. The first
  /// points do not count, because few losses have been smoothed there, nor does the last one, where training diverges.
  /// NaN if fewer than two points are left, or the smoothed loss falls nowhere.
  /// PyTorch Lightning: lr_find(…).suggestion(), with the same numbers left out. fastai: SuggestionMethod.Steep.
  [[nodiscard]] constexpr double suggestion(std::size_t skip_first = 10, std::size_t skip_last = 1) const {
    const std::size_t all = points.size();
    if (all < skip_last || all - skip_last < skip_first + 2) return not_measured;
    const std::size_t first = skip_first, last = all - skip_last - 1;
    double steepest = 0, rate = not_measured;
    for (std::size_t i = first; i <= last; ++i) {
      const std::size_t before = i > first ? i - 1 : i, after = i < last ? i + 1 : i;
      const double slope = (points[after].smoothed - points[before].smoothed) / static_cast<double>(after - before);
      if (_detail::is_finite(slope) && slope < steepest) {
        steepest = slope;
        rate = points[i].rate;
      }
    }
    return rate;
  }
};

}  // namespace sinew
