#pragma once
/// \file
/// train_test_split and stratified_split: split samples at random into a training and a test set. The same seed gives
/// the same split.
///
///     auto [train, test] = stratified_split(iris, 0.2, 1);
/// The test set has ⌈test_fraction·n⌉ samples, the training set the rest. Both are copies in random order.
/// stratified_split keeps the proportion of each class in both sets; shares that are not whole are rounded by largest
/// remainder.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/data.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/constexpr_vector.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/data/weighted.hpp>

namespace SINEW_NAMESPACE {

/// Thrown by a split if a set would be empty, or if a class is too rare to be in both. Without exceptions it aborts
/// (see `fail`).
struct SINEW_SHARED_ERROR split_error : Error {
  using Error::Error;
};

/// The result of a split, for `auto [train, test] = …`.
template <class Input, class Target> struct Split { Dataset<Input, Target> train{}, test{}; };

namespace _detail {
template <class Data> concept Splits = requires(const Data& data) { DataView(data); };
template <class Data> using target_of = std::remove_cvref_t<decltype(DataView(std::declval<const Data&>()).targets[0])>;
template <class Data> concept SplitsByClass = Splits<Data> && std::integral<plain_t<target_of<Data>>>;
// Two empty sets; of no type that is known before Data, because Dataset is not literal with every standard library.
template <class Data> using no_split = Split<std::array<float, 1>, std::conditional_t<true, int, Data>>;

// The functions of the splits. Members of a template, so that only programs that split pay for compiling them.
template <class Data> struct dealer {
  // ⌈fraction·n⌉. A product that exceeds a whole number only by a rounding error counts as that number: 7 % of 100 is
  // 7, not 8.
  static constexpr std::size_t test_count(std::size_t n, double fraction) {
    if (!(fraction > 0 && fraction < 1))
      fail(split_error("cannot split: the test fraction must be above 0 and below 1"));
    const double exact = fraction * static_cast<double>(n), down = exact * (1 - 0x1p-50);
    auto count = static_cast<std::size_t>(down);
    if (static_cast<double>(count) < down) ++count;
    if (count == 0 || count >= n)
      fail(split_error(message("cannot split: found %s of which %zu would be the test set, expected at least "
                               "one sample in each set",
                               counted(n, "sample").text, count)
                           .text));
    return count;
  }

  static constexpr constexpr_vector<std::size_t> permutation(std::size_t n, Engine& engine) {
    constexpr_vector<std::size_t> order(n);
    for (std::size_t i = 0; i < n; ++i) order[i] = i;
    sinew::shuffle(std::span<std::size_t>(order.data(), n), engine);
    return order;
  }

  // The training samples of each class: count·train/n rounded down, plus one for the largest remainders, ties at
  // random.
  static constexpr constexpr_vector<std::size_t> shares(std::span<const std::size_t> counts, std::size_t train,
                                                        std::size_t n, Engine& engine) {
    constexpr_vector<std::size_t> result, remainders;
    std::size_t left = train;
    for (const std::size_t count : counts) {
      const std::uint64_t product = std::uint64_t{count} * train, share = product / n, rest = product % n;
      result.push_back(static_cast<std::size_t>(share));
      remainders.push_back(static_cast<std::size_t>(rest));
      left -= result.back();
    }
    const auto order = permutation(counts.size(), engine);
    for (; left > 0; --left) {
      std::size_t best = order[0];
      for (const std::size_t c : order)
        if (remainders[c] > remainders[best]) best = c;
      ++result[best];
      remainders[best] = 0;
    }
    return result;
  }
};
}  // namespace _detail

/// Splits all samples at random. `data` is a Dataset or a DataView.
/// Errors: split_error.
template <_detail::Splits Data>
[[nodiscard]] constexpr auto train_test_split(const Data& data, double test_fraction, std::uint64_t seed) {
  const DataView view(data);
  _detail::check_as_many("train_test_split", view.inputs.size(), view.targets.size());
  const std::size_t test = _detail::dealer<Data>::test_count(view.size(), test_fraction);
  Engine engine{seed};
  const auto order = _detail::dealer<Data>::permutation(view.size(), engine);
  auto parts = [&]<class Input, class Target>(DataView<Input, Target>) { return Split<Input, Target>{}; }(view);
  parts.train.reserve(view.size() - test);
  parts.test.reserve(test);
  for (std::size_t i = 0; i < order.size(); ++i)
    (i < test ? parts.test : parts.train).push_back(view.inputs[order[i]], view.targets[order[i]]);
  return parts;
}

/// Splits each class at random in the same proportion. Targets are class indices, with or without weights.
/// Cost: O(n·classes).
/// Errors: split_error. Every class present needs two samples, and each set at least as many samples as there are
/// classes.
template <_detail::SplitsByClass Data>
[[nodiscard]] constexpr auto stratified_split(const Data& data, double test_fraction, std::uint64_t seed) {
  const DataView view(data);
  _detail::check_as_many("stratified_split", view.inputs.size(), view.targets.size());
  using Target = _detail::plain_t<_detail::target_of<Data>>;
  const std::size_t n = view.size(), test = _detail::dealer<Data>::test_count(n, test_fraction);

  _detail::constexpr_vector<Target> classes;
  _detail::constexpr_vector<std::size_t> counts, class_of;
  for (const auto& given : view.targets) {
    const Target target = _detail::plain(given);
    std::size_t c = 0;
    while (c < classes.size() && classes[c] != target) ++c;
    if (c == classes.size()) {
      classes.push_back(target);
      counts.push_back(0);
    }
    ++counts[c];
    class_of.push_back(c);
  }
  for (std::size_t c = 0; c < classes.size(); ++c)
    if (counts[c] < 2) {
      const bool negative = classes[c] < Target(0);
      const auto number = static_cast<unsigned long long>(classes[c]);
      _detail::fail(
          split_error(_detail::message("cannot split: found one sample of class %s%llu, expected at least two of each",
                                       negative ? "-" : "", negative ? 0 - number : number)
                          .text));
    }
  if (test < classes.size() || n - test < classes.size())
    _detail::fail(split_error(_detail::message("cannot split: found %s to train and %zu to test, expected at "
                                               "least %zu in each, one for each class",
                                               _detail::counted(n - test, "sample").text, test, classes.size())
                                  .text));

  Engine engine{seed};
  auto to_train = _detail::dealer<Data>::shares(counts, n - test, n, engine);
  const auto order = _detail::dealer<Data>::permutation(n, engine);
  auto parts = [&]<class Input, class T>(DataView<Input, T>) { return Split<Input, T>{}; }(view);
  parts.train.reserve(n - test);
  parts.test.reserve(test);
  for (const std::size_t i : order) {
    std::size_t& open = to_train[class_of[i]];
    (open > 0 ? parts.train : parts.test).push_back(view.inputs[i], view.targets[i]);
    if (open > 0) --open;
  }
  return parts;
}

// Catch arguments that fit no overload.
template <class Data>
requires(!_detail::Splits<Data>) constexpr _detail::no_split<Data> train_test_split(const Data&, double,
                                                                                    std::uint64_t) {
  decltype(mistake::tell(mistake::of<mistake::not_a_dataset<Data>>)){};
  return {};
}
template <class Data>
requires(!_detail::SplitsByClass<Data>) constexpr _detail::no_split<Data> stratified_split(const Data&, double,
                                                                                           std::uint64_t) {
  if constexpr (!_detail::Splits<Data>) decltype(mistake::tell(mistake::of<mistake::not_a_dataset<Data>>)){};
  else
    decltype(mistake::tell(
        mistake::of<
            mistake::not_a_class_index<mistake::given<_detail::target_of<Data>>, mistake::expected<std::size_t>>>)){};
  return {};
}

}  // namespace sinew
