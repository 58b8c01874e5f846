#pragma once
/// \file
/// `ConfusionMatrix<Classes>`: counts of actual and predicted classes, and the figures derived from them.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>

namespace SINEW_NAMESPACE {

/// Counts of samples by actual and predicted class: counts[actual][predicted]. Figures that would divide by 0 are NaN.
/// Averages over classes, and figures of several labels, are metrics: train/metrics.hpp.
/// Precondition: k < Classes.
template <std::size_t Classes> struct ConfusionMatrix {
  /// The number of classes.
  static constexpr std::size_t classes = Classes;
  /// The counts, by actual and then by predicted class.
  std::array<std::array<std::size_t, Classes>, Classes> counts{};

  /// The number of samples.
  [[nodiscard]] constexpr std::size_t total() const noexcept {
    std::size_t sum = 0;
    for (const auto& row : counts)
      for (std::size_t n : row) sum += n;
    return sum;
  }
  /// The fraction of samples predicted correctly.
  [[nodiscard]] constexpr double accuracy() const noexcept {
    std::size_t right = 0;
    for (std::size_t k = 0; k < Classes; ++k) right += counts[k][k];
    return static_cast<double>(right) / static_cast<double>(total());
  }
  /// Precision of class k: the fraction of samples predicted as k that are k.
  [[nodiscard]] constexpr double precision(std::size_t k) const noexcept {
    check_class(k);
    std::size_t predicted = 0;
    for (const auto& row : counts) predicted += row[k];
    return static_cast<double>(counts[k][k]) / static_cast<double>(predicted);
  }
  /// Recall of class k: the fraction of samples of class k that are predicted as k.
  [[nodiscard]] constexpr double recall(std::size_t k) const noexcept {
    check_class(k);
    std::size_t actual = 0;
    for (std::size_t n : counts[k]) actual += n;
    return static_cast<double>(counts[k][k]) / static_cast<double>(actual);
  }
  /// F1 score of class k, the harmonic mean of precision and recall: 2·correct / (predicted + actual).
  [[nodiscard]] constexpr double f1(std::size_t k) const noexcept {
    check_class(k);
    std::size_t both = 0;
    for (std::size_t i = 0; i < Classes; ++i) both += counts[i][k] + counts[k][i];
    return 2 * static_cast<double>(counts[k][k]) / static_cast<double>(both);
  }

 private:
  static constexpr void check_class(std::size_t k) noexcept {
    _detail::precondition(k < Classes, "ConfusionMatrix: found class {}, expected 0 to {}", k, Classes - 1);
  }
};

}  // namespace sinew
