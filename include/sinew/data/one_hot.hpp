#pragma once
/// \file
/// one_hot: converts a class index c to a vector of N values with 1 at c and 0 elsewhere.
///
/// MSE and other elementwise losses over several outputs need such targets; CrossEntropy takes the class index
/// itself.

#include <array>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/data.hpp>
#include <sinew/data/dataset.hpp>

namespace SINEW_NAMESPACE {

/// Returns the unit vector of a label. Precondition: 0 <= label < N.
template <std::size_t N, class T = float, std::integral Label>
[[nodiscard]] constexpr std::array<T, N> one_hot(Label label) noexcept {
  if constexpr (N == 0)
    decltype(mistake::tell(
        mistake::of<mistake::wrong_number_of_classes<mistake::given<std::array<T, N>>,
                                                     mistake::expected<mistake::at_least<std::array<T, 1>>>>>)){};
  _detail::precondition(std::cmp_greater_equal(+label, 0) && std::cmp_less(+label, N),
                        "one_hot<N>(label): found label {}, expected 0 to {}", +label, N - 1);
  std::array<T, N> result{};
  if constexpr (N > 0) result[static_cast<std::size_t>(label)] = T(1);
  return result;
}

namespace _detail {
/// The integer type of the labels in a contiguous range; void if Labels is none.
template <class Labels> struct labels_in { using type = void; };
template <class Labels>
requires requires(const Labels& labels) {
  { *std::data(labels) + 0 } -> std::integral;
  std::size(labels);
}
struct labels_in<Labels> {
  using type = std::remove_cvref_t<decltype(*std::data(std::declval<const Labels&>()))>;
};
template <class Labels> concept LabelRange = std::integral<typename labels_in<Labels>::type>;
}  // namespace _detail

/// Returns the unit vector of each label of a vector, array or span.
/// Precondition: 0 <= label < N.
template <std::size_t N, class T = float, _detail::LabelRange Labels>
[[nodiscard]] constexpr std::vector<std::array<T, N>> one_hot(const Labels& labels) {
  std::vector<std::array<T, N>> result;
  result.reserve(std::size(labels));
  for (const auto label : std::span(std::data(labels), std::size(labels)))
    result.push_back(sinew::one_hot<N, T>(label));
  return result;
}
/// The same for a braced list of labels.
template <std::size_t N, class T = float, std::integral Label>
[[nodiscard]] constexpr std::vector<std::array<T, N>> one_hot(std::initializer_list<Label> labels) {
  return sinew::one_hot<N, T>(std::span<const Label>(labels.begin(), labels.size()));
}

// Catches arguments that fit no overload.
template <std::size_t N, class T = float, class What>
requires(!std::integral<What> && !_detail::LabelRange<What>) constexpr std::array<T, N> one_hot(const What&) noexcept {
  decltype(mistake::tell(
      mistake::of<mistake::not_a_class_index<mistake::given<What>,
                                             mistake::expected<std::size_t, std::vector<std::size_t>>>>)){};
  return {};
}

/// Returns a copy of the data set with unit vectors in place of the class indices.
template <std::size_t N, class T = float, class Input, std::integral Label>
[[nodiscard]] constexpr Dataset<Input, std::array<T, N>> one_hot(const Dataset<Input, Label>& data) {
  return {data.inputs, sinew::one_hot<N, T>(data.targets)};
}
/// The same for a view of one.
template <std::size_t N, class T = float, class Input, std::integral Label>
constexpr Dataset<Input, std::array<T, N>> one_hot(DataView<Input, Label> data) {
  return {{data.inputs.begin(), data.inputs.end()}, sinew::one_hot<N, T>(data.targets)};
}

}  // namespace sinew
