#pragma once
/// \file
/// Kinds of training targets, and their conversion to the N scalars that a loss compares with the outputs.
///
///     class index (an integer)   one-hot of N; for one output 0 or 1 (−1 or 1 for Tanh)
///     std::array<T, N>           unchanged
///     std::array<uint8_t, N>     pixels: a byte p stands for p / 255, as in inputs. Labels of 0 and 1 are no pixels:
///                                fit() and evaluate() refuse them by a data_error
///     T                          unchanged, for one output
///     std::tuple of these        for a net with Heads: one for each head
///     WeightedTarget of these    the same, with a weight of the sample (data/weighted.hpp)

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/heads.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/memory/sample_of_parts.hpp>
#include <sinew/net/decision.hpp>
#include <sinew/loss/differentiate.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/data/on_demand.hpp>
#include <sinew/data/weighted.hpp>
#include <sinew/train/head.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A target that is a class index, with or without a weight.
template <class Target> concept ClassIndex = std::integral<plain_t<Target>>;
/// A target that fits N outputs over T.
template <class Target, class T, std::size_t N> concept TargetOf = ClassIndex<Target> ||
    InputSample<plain_t<Target>, T, N> ||(N == 1 && std::is_same_v<plain_t<Target>, T>);

/// A target for a net: of one with Heads a tuple with a target for each head.
template <class Target, class Net> inline constexpr bool is_target_for = [] {
  using T = typename Net::scalar;
  if constexpr (!has_heads<Net>) return TargetOf<Target, T, Net::output::size>;
  else if constexpr (tuple_elements<Target> != head_count<Net>) return false;
  else return []<std::size_t... J>(std::index_sequence<J...>) {
      return ((TargetOf<tuple_element_of<J, Target>, T, head_net<Net, J>::output::size> &&
               !is_weighted<tuple_element_of<J, Target>>)&&...);
    }
  (std::make_index_sequence<head_count<Net>>{});
}();
/// The mistake in a target, or in targets, that a net does not take; Expected is what one without Heads does.
template <class Given, class Net, class Expected, class Indices> struct mistake_in_target;
template <class Given, class Net, class Expected, std::size_t... J>
struct mistake_in_target<Given, Net, Expected, std::index_sequence<J...>> {
  using type = std::conditional_t<
      has_heads<Net>,
      mistake::wrong_targets_of_heads<given<Given>,
                                      expected<std::array<typename Net::scalar, head_net<Net, J>::output::size>...>>,
      mistake::wrong_target_data<given<Given>, Expected>>;
};
template <class Given, class Net, class Expected> using mistake_in_target_of =
    typename mistake_in_target<Given, Net, Expected, std::make_index_sequence<head_count<Net>>>::type;

/// The number of classes that N outputs distinguish.
template <std::size_t N> inline constexpr std::size_t classes_of = N > 1 ? N : 2;

/// Writes a target as N scalars, for outputs of Activation. A class index must be less than classes_of<N>.
template <class Activation, class T, std::size_t N, TargetOf<T, N> Target>
constexpr void write_target(const Target& target, T* to) noexcept {
  if constexpr (is_weighted<Target>) {
    _detail::write_target<Activation, T, N>(target.target, to);
  } else if constexpr (ClassIndex<Target> && N == 1) {
    if constexpr (requires { Activation::class_0; }) to[0] = target != 0 ? T(1) : static_cast<T>(Activation::class_0);
    else to[0] = T(target != 0);
  } else if constexpr (ClassIndex<Target>) {
    for (std::size_t i = 0; i < N; ++i) to[i] = T(static_cast<std::size_t>(target) == i);
  } else if constexpr (std::is_same_v<Target, T>) {
    to[0] = target;
  } else read_sample<T, N>(target, to);
}
/// Number i of a target that is an array.
template <class T, class Target> constexpr T target_number(const Target& target, std::size_t i) noexcept {
  if constexpr (std::is_same_v<std::remove_cvref_t<decltype(target[i])>, T>) return target[i];
  else return static_cast<T>(target[i]) * (T(1) / T(255));
}

/// Writes a target of Net, for Heads those of one head after the other.
template <class Net, class Target>
constexpr void write_target_for(const Target& target, typename Net::scalar* to) noexcept {
  using T = typename Net::scalar;
  if constexpr (!has_heads<Net>) _detail::write_target<typename Net::activation, T, Net::output::size>(target, to);
  else
    _detail::each_head<Net>([&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
      using Head = head_net<Net, J>;
      _detail::write_target<typename Head::activation, T, Head::output::size>(_detail::element_of_tuple<J>(target),
                                                                              to + head_begin<Net, J>);
    });
}

/// The class, 0 or 1, that a number stands for as the target of one output: the border is half way between the targets
/// of the two classes (0.5, also for a logit; 0 for Tanh).
template <class Activation, class T> constexpr std::size_t class_of_number(T target) noexcept {
  if constexpr (requires { Activation::class_0; }) return target > static_cast<T>((Activation::class_0 + 1) / 2);
  else return target >= T(0.5);
}
/// The class of a target: an index as it is, a number by class_of_number, of several numbers the largest.
template <class Activation, class T, std::size_t N, TargetOf<T, N> Target>
constexpr std::size_t class_of(const Target& target) noexcept {
  if constexpr (is_weighted<Target>) return _detail::class_of<Activation, T, N>(target.target);
  else if constexpr (ClassIndex<Target>) return static_cast<std::size_t>(target);
  else if constexpr (std::is_same_v<Target, T>) return class_of_number<Activation, T>(target);
  else if constexpr (N == 1) return class_of_number<Activation, T>(_detail::target_number<T>(target, 0));
  else return predicted_class<Activation, N>(&target[0]);
}

/// differentiate() of the samples with these targets, which may have weights.
template <std::size_t N, class L, class T, class Target>
constexpr T differentiate_part(const L& loss, const T* y, const T* t, T* dy, std::size_t count, T divisor,
                               [[maybe_unused]] const Target* targets) noexcept {
  if constexpr (is_weighted<Target>)
    return _detail::differentiate_weighted<N>(loss, y, t, dy, count, divisor,
                                              [&](std::size_t s) { return targets[s].weight; });
  else return _detail::differentiate<N>(loss, y, t, dy, count, divisor);
}

template <class Data> struct data_view { using type = nothing; };
template <class J, class T> struct data_view<Dataset<J, T>> { using type = DataView<J, T>; };
template <class J, class T> struct data_view<DataView<J, T>> { using type = DataView<J, T>; };
template <class Source> struct data_view<OnDemand<Source>> { using type = OnDemand<Source>; };
template <class View> struct parts_of;
template <class Source> struct parts_of<OnDemand<Source>> {
  using input = Source;
  using target = nothing;
};
template <class J, class T> struct parts_of<DataView<J, T>> {
  using input = J;
  using target = T;
};

/// The target type of a view for Net; `nothing` for other types.
template <class Net, class View> struct target_in_view { using type = nothing; };
template <class Net, class J, class T> struct target_in_view<Net, DataView<J, T>> { using type = T; };
template <class Net, class Source> struct target_in_view<Net, OnDemand<Source>> {
  using type = std::array<typename Net::scalar, Net::output::size>;
};

/// The DataView type for a Dataset or DataView; `nothing` for other types.
template <class Data> using view_of = typename _detail::data_view<std::remove_cvref_t<Data>>::type;
template <class Net, class Data> using target_in = typename target_in_view<Net, view_of<Data>>::type;

/// The inputs, or the source, that a view refers to, and its targets, which a source has not.
template <class J, class T> constexpr const J* inputs_of(const DataView<J, T>& view) noexcept {
  return view.inputs.data();
}
template <class Source> constexpr const Source* inputs_of(const OnDemand<Source>& view) noexcept { return view.source; }
template <class Target, class View> constexpr const Target* targets_of(const View& view) noexcept {
  if constexpr (is_on_demand<View>) return nullptr;
  else return view.targets.data();
}
/// The view of all samples again.
template <class View, class Input, class Target>
constexpr View view_again(const Input* inputs, const Target* targets, std::size_t size) noexcept {
  if constexpr (is_on_demand<View>) return View(*inputs);
  else return View(std::span(inputs, size), std::span(targets, size));
}
/// A target that is an array, from a row of numbers.
template <class Target, class T> constexpr Target target_in_row(const T* row) noexcept {
  Target target{};
  for (std::size_t i = 0; i < target.size(); ++i) target[i] = row[i];
  return target;
}
/// Reads sample i of a source.
template <class Net, class Source, class T = typename Net::scalar>
constexpr void read_on_demand(const Source& source, std::size_t i, T* x, T* t) {
  source.read(i, std::span<T, Net::input::size>(x, Net::input::size),
              std::span<T, Net::output::size>(t, Net::output::size));
}

}  // namespace sinew::_detail
