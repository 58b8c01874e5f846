#pragma once
/// \file
/// ConfusionMatrix<Classes>: what was taken for what, and the figures drawn from it.

#include <array>
#include <cstddef>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

/// counts[actual][predicted]. The figures are NaN where they would divide by nothing.
template <std::size_t Classes> struct ConfusionMatrix {
  static constexpr std::size_t classes = Classes;
  std::array<std::array<std::size_t, Classes>, Classes> counts{};

  constexpr std::size_t total() const noexcept {
    std::size_t sum = 0;
    for (const auto& row : counts)
      for (std::size_t n : row) sum += n;
    return sum;
  }
  /// Right ones of all.
  constexpr double accuracy() const noexcept {
    std::size_t right = 0;
    for (std::size_t k = 0; k < Classes; ++k) right += counts[k][k];
    return static_cast<double>(right) / static_cast<double>(total());
  }
  /// Right ones of those predicted to be k.
  constexpr double precision(std::size_t k) const noexcept {
    std::size_t predicted = 0;
    for (const auto& row : counts) predicted += row[k];
    return static_cast<double>(counts[k][k]) / static_cast<double>(predicted);
  }
  /// Right ones of those that are k.
  constexpr double recall(std::size_t k) const noexcept {
    std::size_t actual = 0;
    for (std::size_t n : counts[k]) actual += n;
    return static_cast<double>(counts[k][k]) / static_cast<double>(actual);
  }
  /// The harmonic mean of precision and recall: 2·right / (predicted + actual).
  constexpr double f1(std::size_t k) const noexcept {
    std::size_t both = 0;
    for (std::size_t i = 0; i < Classes; ++i) both += counts[i][k] + counts[k][i];
    return 2 * static_cast<double>(counts[k][k]) / static_cast<double>(both);
  }
};

}  // namespace sinew
