#pragma once
/// \file
/// Dataset: samples and their targets, two vectors; DataView: the same without owning it, two spans.
///
/// An Input is std::array<float, N>, or std::array<std::uint8_t, N> for pixels (scaled by 1/255 on the way into a net);
/// a Target is a class index (an integer), a number, or std::array<float, M>. All of it is constexpr.
/// Misuse: bool as the type of targets (std::vector<bool> has no span) → mistake::targets_of_bool; two counts that
/// differ → contract violation where a view is made (loaders report it as a typed error).

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/mistake.hpp>

namespace SINEW_NAMESPACE {

template <class Input, class Target> struct DataView;

namespace _detail {
/// The type a target is kept in: its own, or, so that nothing follows from the mistake, a byte.
template <class Data, class Target> struct stored { using type = Target; };
template <class Data> struct stored<Data, bool> : mistake::targets_of_bool<given<Data>, instead<std::uint8_t>> {
  using type = std::uint8_t;
};
template <class Target, class Stored>
constexpr std::span<const Target> span_of(const std::vector<Stored>& targets) noexcept {
  if constexpr (std::is_same_v<Target, Stored>) return std::span(targets);
  else return {};
}
}  // namespace _detail

/// Samples that own their memory: targets[i] belongs to inputs[i].
template <class Input, class Target> struct Dataset {
  using checked = typename _detail::stored<Dataset, Target>::type;
  std::vector<Input> inputs{};
  std::vector<checked> targets{};

  constexpr std::size_t size() const noexcept { return inputs.size(); }
  constexpr bool empty() const noexcept { return inputs.empty(); }
  constexpr void reserve(std::size_t count) {
    inputs.reserve(count);
    targets.reserve(count);
  }
  /// Appends one sample.
  constexpr void push_back(const Input& input, const Target& target) {
    inputs.push_back(input);
    targets.push_back(target);
  }
  /// `count` samples from `first` on, without a copy. The view must not outlive the set.
  constexpr DataView<Input, Target> subset(std::size_t first, std::size_t count) const noexcept {
    return DataView<Input, Target>(*this).subset(first, count);
  }
};

/// Samples that live elsewhere; as cheap to copy as two spans. A Dataset converts to it; std::array, std::vector and C
/// arrays of samples do through DataView(inputs, targets).
template <class Input, class Target> struct DataView {
  std::span<const Input> inputs{};
  std::span<const Target> targets{};

  constexpr DataView() noexcept = default;
  /// Contract: as many targets as inputs.
  constexpr DataView(std::span<const Input> samples, std::span<const Target> answers) noexcept
      : inputs{samples},
        targets{answers} {
    _detail::precondition(inputs.size() == targets.size(), "a DataView needs as many targets as inputs");
  }
  constexpr DataView(const Dataset<Input, Target>& data) noexcept
      : DataView(std::span(data.inputs), _detail::span_of<Target>(data.targets)) {}

  constexpr std::size_t size() const noexcept { return inputs.size(); }
  constexpr bool empty() const noexcept { return inputs.empty(); }
  /// `count` samples from `first` on. Contract: they exist.
  constexpr DataView subset(std::size_t first, std::size_t count) const noexcept {
    _detail::precondition(first <= size() && count <= size() - first, "a subset must lie inside the data");
    return {inputs.subspan(first, count), targets.subspan(first, count)};
  }
};

namespace _detail {
template <class Values> using element_of = std::remove_cvref_t<decltype(*std::data(std::declval<const Values&>()))>;
}  // namespace _detail

template <class Inputs, class Targets> DataView(const Inputs&, const Targets&)
    -> DataView<_detail::element_of<Inputs>, _detail::element_of<Targets>>;

/// A copy that owns its samples.
template <class Input, class Target> constexpr Dataset<Input, Target> to_dataset(DataView<Input, Target> view) {
  return {{view.inputs.begin(), view.inputs.end()}, {view.targets.begin(), view.targets.end()}};
}

}  // namespace sinew
