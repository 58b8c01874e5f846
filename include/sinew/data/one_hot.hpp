#pragma once
/// \file
/// one_hot: converts a class index c to a vector of N values with 1 at c and 0 elsewhere.
///
/// MSE and other elementwise losses over several outputs need such targets; CrossEntropy takes the class index
/// itself.

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/data/dataset.hpp>

namespace SINEW_NAMESPACE {

/// Returns the unit vector of a label. Precondition: 0 <= label < N.
template <std::size_t N, class T = float, std::integral Label>
[[nodiscard]] constexpr std::array<T, N> one_hot(Label label) noexcept {
  if constexpr (N == 0)
    mistake::wrong_number_of_classes<mistake::given<std::array<T, N>>,
                                     mistake::expected<mistake::at_least<std::array<T, 1>>>>{};
  _detail::precondition(std::cmp_greater_equal(+label, 0) && std::cmp_less(+label, N),
                        "one_hot<N>(label) needs 0 <= label < N");
  std::array<T, N> result{};
  if constexpr (N > 0) result[static_cast<std::size_t>(label)] = T(1);
  return result;
}

/// Returns the unit vector of each label.
template <std::size_t N, class T = float, std::integral Label>
[[nodiscard]] constexpr std::vector<std::array<T, N>> one_hot(std::span<const Label> labels) {
  std::vector<std::array<T, N>> result;
  result.reserve(labels.size());
  for (const Label label : labels) result.push_back(sinew::one_hot<N, T>(label));
  return result;
}
/// Returns the unit vector of each label.
template <std::size_t N, class T = float, std::integral Label>
[[nodiscard]] constexpr std::vector<std::array<T, N>> one_hot(const std::vector<Label>& labels) {
  return sinew::one_hot<N, T>(std::span<const Label>(labels));
}

// Catches arguments that fit no overload.
template <std::size_t N, class T = float, class What>
requires(!std::integral<What>) constexpr std::array<T, N> one_hot(const What&) noexcept {
  mistake::not_a_class_index<mistake::given<What>, mistake::expected<std::size_t, std::vector<std::size_t>>>{};
  return {};
}

/// Returns a copy of the data set with unit vectors in place of the class indices.
template <std::size_t N, class T = float, class Input, std::integral Label>
[[nodiscard]] constexpr Dataset<Input, std::array<T, N>> one_hot(const Dataset<Input, Label>& data) {
  return {data.inputs, sinew::one_hot<N, T>(data.targets)};
}

}  // namespace sinew
