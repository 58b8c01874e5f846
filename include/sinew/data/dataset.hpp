#pragma once
/// \file
/// Dataset owns samples and their targets in two vectors; DataView refers to them by two spans.
///
/// An Input is std::array<float, N>, or std::array<std::uint8_t, N> for pixels, which a net scales by 1/255. A Target
/// is a class index (an integer), a number, or std::array<float, M>, or std::array<std::uint8_t, M> for pixels: an
/// autoencoder of images takes DataView(images, images). Everything here is constexpr.
/// Misuse: targets of type bool, since std::vector<bool> has no span → mistake::targets_of_bool.
/// Errors: a view needs as many targets as inputs (precondition); loaders report different counts as a typed error.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/data.hpp>

namespace SINEW_NAMESPACE {

template <class Input, class Target> struct DataView;

namespace _detail {
/// The type that stores a target: Target itself. bool is a mistake, and causes no further errors.
template <class Data, class Target> struct stored { using type = Target; };
template <class Data> struct stored<Data, bool>
    : decltype(mistake::tell(mistake::of<mistake::targets_of_bool<given<Data>, instead<std::uint8_t>>>)) {
  using type = bool;
};
template <class Target, class Stored>
constexpr std::span<const Target> span_of(const std::vector<Stored>& targets) noexcept {
  if constexpr (std::is_same_v<Target, bool>) return {};
  else return std::span(targets);
}
}  // namespace _detail

/// Samples and targets that own their memory; targets[i] belongs to inputs[i].
template <class Input, class Target> struct Dataset {
  /// Target; bool is a compile error.
  using checked = typename _detail::stored<Dataset, Target>::type;
  std::vector<Input> inputs{};     ///< the samples
  std::vector<checked> targets{};  ///< their targets, as many as inputs

  /// The number of samples.
  [[nodiscard]] constexpr std::size_t size() const noexcept { return inputs.size(); }
  /// Returns whether there are no samples.
  [[nodiscard]] constexpr bool empty() const noexcept { return inputs.empty(); }
  /// Allocates memory for `count` samples.
  constexpr void reserve(std::size_t count) {
    inputs.reserve(count);
    targets.reserve(count);
  }
  /// Appends one sample.
  constexpr void push_back(const Input& input, const Target& target) {
    inputs.push_back(input);
    targets.push_back(target);
  }
  /// Returns a view of `count` samples starting at `first`. The view must not outlive the data set.
  /// Precondition: they exist.
  /// Misuse: of a temporary → mistake::view_of_a_temporary.
  [[nodiscard]] constexpr DataView<Input, Target> subset(std::size_t first,
                                                         std::size_t count) const& noexcept SINEW_LIFETIMEBOUND {
    return DataView<Input, Target>(*this).subset(first, count);
  }
  /// Catches a temporary.
  constexpr DataView<Input, Target> subset(std::size_t first, std::size_t count) const&& noexcept {
    decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<Dataset>>)){};
    return subset(first, count);
  }
};

namespace _detail {
template <class Values> using element_of = std::remove_cvref_t<decltype(*std::data(std::declval<const Values&>()))>;
/// Whether a view of these values, passed as Values&&, would refer to a temporary that owns them.
template <class Values> inline constexpr bool owned_by_a_temporary =
    !std::is_lvalue_reference_v<Values> && !std::ranges::enable_borrowed_range<std::remove_cvref_t<Values>>;
/// Checks that there are as many targets as inputs.
constexpr void check_as_many(const char* where, std::size_t inputs, std::size_t targets) noexcept {
  precondition(inputs == targets, "{}: found {} target{s} for {} input{s}, expected as many", where, targets, inputs);
}
/// A contiguous range that converts to a span of Element.
template <class Values, class Element> concept ValuesOf =
    std::is_convertible_v<const Values&, std::span<const Element>>;
}  // namespace _detail

/// A view of samples and targets stored elsewhere; copying it copies two spans. A Dataset converts to it implicitly;
/// for std::array, std::vector and C arrays write DataView(inputs, targets). All of them must outlive the view.
/// Misuse: a view of a temporary Dataset, vector or array, or of one that is moved → mistake::view_of_a_temporary.
/// Functions such as fit() take a temporary Dataset itself: `fit(net, load(), …)`, `fit(net, Dataset{x(), t()}, …)`.
template <class Input, class Target> struct DataView {
  std::span<const Input> inputs{};    ///< the samples
  std::span<const Target> targets{};  ///< their targets, as many as inputs

  constexpr DataView() noexcept = default;
  /// A view of these samples and targets.
  /// Precondition: as many targets as inputs.
  template <_detail::ValuesOf<Input> Inputs, _detail::ValuesOf<Target> Targets>
  constexpr DataView(Inputs&& samples, Targets&& answers) noexcept
      : inputs{static_cast<const std::remove_reference_t<Inputs>&>(samples)},
        targets{static_cast<const std::remove_reference_t<Targets>&>(answers)} {
    if constexpr (_detail::owned_by_a_temporary<Inputs>)
      decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<std::remove_cvref_t<Inputs>>>)){};
    else if constexpr (_detail::owned_by_a_temporary<Targets>)
      decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<std::remove_cvref_t<Targets>>>)){};
    _detail::check_as_many("DataView(inputs, targets)", inputs.size(), targets.size());
  }
  /// A view of all samples of a data set, which must outlive the view.
  constexpr DataView(const Dataset<Input, Target>& data SINEW_LIFETIMEBOUND) noexcept
      : DataView(std::span(data.inputs), _detail::span_of<Target>(data.targets)) {}
  // Misuse: a temporary data set or lists, which end with the expression.
  constexpr DataView(const Dataset<Input, Target>&& data) noexcept : DataView(data) {
    decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<Dataset<Input, Target>>>)){};
  }
  constexpr DataView(std::initializer_list<Input>, std::initializer_list<Target>) noexcept {
    decltype(mistake::tell(mistake::of<mistake::view_of_a_temporary<std::initializer_list<Input>>>)){};
  }

  /// A view of the same samples.
  constexpr DataView(const DataView&) noexcept = default;
  /// Refers to other samples. A view that has no name cannot: it would change nothing.
  constexpr DataView& operator=(const DataView&) & noexcept = default;

  /// The number of samples.
  [[nodiscard]] constexpr std::size_t size() const noexcept { return inputs.size(); }
  /// Returns whether there are no samples.
  [[nodiscard]] constexpr bool empty() const noexcept { return inputs.empty(); }
  /// Returns a view of `count` samples starting at `first`. Precondition: they exist.
  [[nodiscard]] constexpr DataView subset(std::size_t first, std::size_t count) const noexcept {
    _detail::check_as_many("subset(first, count)", inputs.size(), targets.size());
    _detail::precondition(first <= size() && count <= size() - first,
                          "subset(first, count): found first {} and count {}, expected a range within {} sample{s}",
                          first, count, size());
    return {inputs.subspan(first, count), targets.subspan(first, count)};
  }
};

/// Deduces the types of a data set from two vectors: Dataset{inputs, targets}.
template <class Input, class Target> Dataset(std::vector<Input>, std::vector<Target>) -> Dataset<Input, Target>;
/// Deduces the types of a view from two arrays, vectors or C arrays.
template <class Inputs, class Targets> DataView(const Inputs&, const Targets&)
    -> DataView<_detail::element_of<Inputs>, _detail::element_of<Targets>>;

/// Returns a copy that owns its samples.
template <class Input, class Target>
[[nodiscard]] constexpr Dataset<Input, Target> to_dataset(DataView<Input, Target> view) {
  _detail::check_as_many("to_dataset", view.inputs.size(), view.targets.size());
  return {{view.inputs.begin(), view.inputs.end()}, {view.targets.begin(), view.targets.end()}};
}

}  // namespace sinew
