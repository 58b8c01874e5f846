#pragma once
/// \file
/// The checks shared by fit, evaluate and similar functions. At compile time: whether net, data, loss and optimizer
/// match, and whether the net can learn at all. At run time: whether there is data, whether every class index is valid,
/// and whether options are within their ranges.

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/mistake/heads.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/memory/sample_of_parts.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/loss/losses.hpp>
#include <sinew/net/head_outputs.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/target.hpp>

namespace SINEW_NAMESPACE {

/// Thrown for data that compile but cannot be used: no samples, inputs and targets of different number, an invalid
/// class index, or a number of samples that leaves a last batch of one where a layer needs two.
struct SINEW_SHARED_ERROR data_error : Error {
  std::size_t sample;  ///< index of the first bad sample
  /// An error at sample `at`.
  data_error(const char* message, std::size_t at) : Error(message), sample{at} {}
};

/// Thrown for options that are numbers out of their range: a rate or clip_norm below 0, a Huber::delta of 0.
struct SINEW_SHARED_ERROR option_error : Error {
  using Error::Error;
};

struct BinaryCrossEntropyWithLogits;

namespace _detail {

/// The first mismatch of net and data, as a type; `nothing` if there is none.
template <class Net, class Data> consteval auto data_mistake() {
  using T = typename Net::scalar;
  constexpr std::size_t in = Net::input::size, out = Net::output::size;
  using Input = typename Net::input;
  if constexpr (std::is_same_v<view_of<Data>, nothing> || is_on_demand<view_of<Data>>)
    return std::type_identity<mistake::not_a_dataset<Data>>{};
  else {
    using Parts = parts_of<view_of<Data>>;
    if constexpr (has_several_parts<Input> && !InputOf<typename Parts::input, T, Input>)
      return std::type_identity<input_mistake_of<T, Input, typename Parts::input>>{};
    else if constexpr (!InputOf<typename Parts::input, T, Input>)
      return std::type_identity<mistake::wrong_input_data<given<typename Parts::input>, expected<std::array<T, in>>>>{};
    else if constexpr (!is_target_for<typename Parts::target, Net>)
      return std::type_identity<
          mistake_in_target_of<typename Parts::target, Net, expected<std::array<T, out>, class_index>>>{};
    else return std::type_identity<nothing>{};
  }
}
/// The same for fit() and evaluate(), which also take samples on demand.
template <class Net, class Data> consteval auto fit_data_mistake() {
  using T = typename Net::scalar;
  using X = std::span<T, Net::input::size>;
  using Y = std::span<T, Net::output::size>;
  using Several = one_output_mistake<Net, mistake::function::OnDemand>;
  if constexpr (!is_on_demand<view_of<Data>>) return _detail::data_mistake<Net, Data>();
  else if constexpr (!std::is_same_v<Several, nothing>) return std::type_identity<Several>{};
  else {
    using Source = typename parts_of<view_of<Data>>::input;
    if constexpr (requires(const Source& source, X x, Y t) {
                    { source.size() } -> std::convertible_to<std::size_t>;
                    source.read(std::size_t{}, x, t);
                  })
      return std::type_identity<nothing>{};
    else return std::type_identity<mistake::wrong_source<given<Source>, expected<X, Y>>>{};
  }
}
template <class Net, class Data> using fit_data_mistake_of =
    typename decltype(_detail::fit_data_mistake<Net, Data>())::type;

/// The mismatch of a head and its loss, as a type; `nothing` if there is none.
template <class Net, class L, std::size_t J> consteval auto head_loss_mistake() {
  using Head = head_net<Net, J>;
  using Activation = typename Head::activation;
  if constexpr (!Loss<L>) return _detail::loss_fault<L>();
  else if constexpr (!fits_output<L, Activation>)
    return std::type_identity<
        mistake::loss_needs_another_head<place_of_head<Net, J>, L, given<Activation>, expected<needs_of<L>>>>{};
  else if constexpr (Head::output::size == 1 && normalizes_outputs<L>())
    return std::type_identity<
        mistake::loss_of_a_head_is_constant<place_of_head<Net, J>, L, instead<BinaryCrossEntropyWithLogits>>>{};
  else if constexpr (!_detail::takes_outputs<L>(Head::output::size))
    return std::type_identity<
        mistake::loss_of_a_head_has_other_weights<place_of_head<Net, J>, L, given<mistake::weights<L::weight_count>>,
                                                  expected<mistake::scalars<Head::output::size>>>>{};
  else return std::type_identity<nothing>{};
}
/// The first mismatch of Heads and their losses.
template <class Net, class L> struct heads_loss_mistake {
  using type = mistake::wrong_number_of_losses<given<L>, expected<mistake::losses<head_count<Net>>>>;
};
template <class Net, class... L>
requires(has_heads<Net>&& head_count<Net> == sizeof...(L)) struct heads_loss_mistake<Net, Losses<L...>> {
  static consteval auto find() {
    return []<std::size_t... J>(std::index_sequence<J...>) {
      return first_of<typename decltype(_detail::head_loss_mistake<Net, L, J>())::type...>{};
    }
    (std::index_sequence_for<L...>{});
  }
  using type = typename decltype(find())::type;
};
/// The mismatch of net and loss, as a type; `nothing` if there is none.
template <class Net, class L> consteval auto loss_mistake() {
  if constexpr (has_heads<Net> || is_losses<L>) return std::type_identity<typename heads_loss_mistake<Net, L>::type>{};
  else if constexpr (!Loss<L>) return _detail::loss_fault<L>();
  else if constexpr (!fits_output<L, typename Net::activation>)
    return std::type_identity<
        mistake::loss_needs_another_output<L, given<typename Net::activation>, expected<needs_of<L>>>>{};
  else if constexpr (Net::output::size == 1 && normalizes_outputs<L>())
    return std::type_identity<mistake::loss_of_one_output_is_constant<L, instead<BinaryCrossEntropyWithLogits>>>{};
  else if constexpr (!_detail::takes_outputs<L>(Net::output::size))
    return std::type_identity<mistake::wrong_number_of_class_weights<L, given<mistake::scalars<L::weight_count>>,
                                                                     expected<mistake::scalars<Net::output::size>>>>{};
  else return std::type_identity<nothing>{};
}
template <class Net, class Data> using data_mistake_of = typename decltype(_detail::data_mistake<Net, Data>())::type;
/// What is wrong with weights of samples where a function uses none; `nothing` if there are none.
template <class Data, class View = view_of<Data>> struct weights_mistake { using type = nothing; };
template <class Data, class Input, class Target> struct weights_mistake<Data, DataView<Input, WeightedTarget<Target>>> {
  using type = mistake::weights_of_samples_are_not_used<WeightedTarget<Target>, instead<Target>>;
};
template <class Data> using weights_mistake_of = typename weights_mistake<Data>::type;
template <class Net, class L> using loss_mistake_of = typename decltype(_detail::loss_mistake<Net, L>())::type;

/// Why the net cannot be trained by gradient with batches of Batch samples: the first such mistake, or `nothing`.
template <class Net, std::size_t Batch> consteval auto training_mistake() {
  using Layers = typename Net::layers;
  if constexpr (!std::is_same_v<typename Layers::no_gradient, nothing>)
    return std::type_identity<typename Layers::no_gradient>{};
  else if constexpr (Net::parameter_count == 0) return std::type_identity<mistake::nothing_to_train<Net>>{};
  else if constexpr (Batch == 1 && !std::is_same_v<no_single_sample_of<Layers>, nothing>)
    return std::type_identity<no_single_sample_of<Layers>>{};
  else return std::type_identity<nothing>{};
}
template <class Net, std::size_t Batch> using training_mistake_of =
    typename decltype(_detail::training_mistake<Net, Batch>())::type;

[[noreturn, gnu::cold, gnu::noinline]] inline void no_samples(const char* what) {
  fail(data_error(message("%s: there are no samples, expected at least one", what).text, 0));
}
[[noreturn, gnu::cold, gnu::noinline]] inline void unequal_lengths(const char* what, std::size_t inputs,
                                                                   std::size_t targets) {
  fail(data_error(message("%s: found %s for %s, expected as many", what, counted(targets, "target").text,
                          counted(inputs, "input").text)
                      .text,
                  inputs < targets ? inputs : targets));
}
[[noreturn, gnu::cold, gnu::noinline]] inline void unknown_class(const char* what, std::size_t sample, bool negative,
                                                                 unsigned long long magnitude, std::size_t outputs) {
  fail(data_error(
      message("%s: sample %zu has class %s%llu, expected 0 to %zu%s", what, sample, negative ? "-" : "", magnitude,
              outputs == 1 ? 1 : outputs - 1, outputs == 1 ? " (numbers to fit are floating-point targets)" : "")
          .text,
      sample));
}

[[noreturn, gnu::cold, gnu::noinline]] inline void bad_weight(const char* what, std::size_t sample, double weight) {
  fail(data_error(
      message("%s: sample %zu has the weight %g, expected a number from 0 to 1e30", what, sample, weight).text,
      sample));
}

[[noreturn, gnu::cold, gnu::noinline]] inline void last_batch_of_one(const char* what, std::size_t size,
                                                                     std::size_t batch) {
  fail(data_error(message("%s: %s in batches of %zu leave%s a last batch of 1 sample, and BatchNorm of vectors "
                          "needs at least 2, because 1 has no variance; choose another batch size, or leave 1 sample "
                          "out (subset)",
                          what, counted(size, "sample").text, batch, size == 1 ? "s" : "")
                      .text,
                  size - 1));
}
/// Throws data_error if `size` samples in batches of Batch leave a last batch of one sample, and a layer cannot be
/// trained by one.
template <class Net, std::size_t Batch> constexpr void check_last_batch(std::size_t size, const char* what) {
  if constexpr (!std::is_same_v<no_single_sample_of<typename Net::layers>, nothing>)
    if (size % Batch == 1) _detail::last_batch_of_one(what, size, Batch);
}

[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_option(const char* what, const char* fault) {
  fail(option_error(message("%s: %s", what, fault).text));
}
[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_number(const char* what, const char* option, double value) {
  fail(option_error(message("%s: %s is %g, expected at least 0", what, option, value).text));
}
/// Throws option_error if an option that must not be negative is, or is NaN.
constexpr void check_not_negative(double value, const char* option, const char* what) {
  if (!(value >= 0)) _detail::refuse_number(what, option, value);
}
/// Throws option_error if the loss's own numbers are out of their range.
template <class L> constexpr void check_loss(const L& loss, const char* what) {
  if constexpr (requires { loss.fault(); })
    if (const char* const fault = loss.fault()) _detail::refuse_option(what, fault);
}

/// Throws data_error if the target of sample i is no class of Out outputs.
template <std::size_t Out, class Target> constexpr void check_class(Target target, std::size_t i, const char* what) {
  bool negative = false;
  if constexpr (std::is_signed_v<Target>) negative = target < 0;
  const auto label = static_cast<unsigned long long>(target);
  if (negative || label >= classes_of<Out>) unknown_class(what, i, negative, negative ? 0 - label : label, Out);
}
[[noreturn, gnu::cold, gnu::noinline]] inline void bytes_are_labels(const char* what, std::size_t sample) {
  fail(
      data_error(message("%s: all targets are bytes of 0 and 1, which as pixels stand for 0 and 1/255; write labels as "
                         "std::array<float, N>, and white as 255",
                         what)
                     .text,
                 sample));
}
/// Throws data_error if `count` targets of pixels, target_of(i), are 0 and 1 alone: labels, which are not scaled.
template <std::size_t Bytes, class F>
constexpr void check_pixels(std::size_t count, const char* what, const F& target_of) {
  std::size_t first = count;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& target = target_of(i);
    for (std::size_t k = 0; k < Bytes; ++k) {
      if (target[k] > 1) return;
      if (target[k] == 1 && first == count) first = i;
    }
  }
  if (first < count) _detail::bytes_are_labels(what, first);
}

/// Throws data_error if targets are class indices and one is no class of Out outputs, or labels as pixels.
template <std::size_t Out, class Target, class F>
constexpr void check_targets(std::size_t count, const char* what, const F& target_of) {
  if constexpr (PixelsOf<Target, Out>) _detail::check_pixels<Out>(count, what, target_of);
  else if constexpr (ClassIndex<Target>)
    for (std::size_t i = 0; i < count; ++i) _detail::check_class<Out>(target_of(i), i, what);
}
/// Throws data_error if the data are empty, have another number of targets than of inputs, hold a class index outside
/// the net's classes, labels as pixels, or a weight that is negative or not finite.
template <class Net, class Source> constexpr void check_data(const OnDemand<Source>& data, const char* what) {
  if (data.empty()) no_samples(what);
}
template <class Net, class Input, class Target>
constexpr void check_data(DataView<Input, Target> data, const char* what) {
  if (data.empty()) no_samples(what);
  if (data.targets.size() != data.size()) unequal_lengths(what, data.size(), data.targets.size());
  const Target* const targets = data.targets.data();
  if constexpr (is_weighted<Target>)
    for (std::size_t i = 0; i < data.size(); ++i)
      if (!_detail::is_weight(targets[i].weight)) bad_weight(what, i, targets[i].weight);
  if constexpr (!has_heads<Net>)
    _detail::check_targets<Net::output::size, plain_t<Target>>(
        data.size(), what, [&](std::size_t i) -> const auto& { return _detail::plain(targets[i]); });
  else
    _detail::each_head<Net>([&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
      _detail::check_targets<head_net<Net, J>::output::size, tuple_element_of<J, Target>>(
          data.size(), what, [&](std::size_t i) -> const auto& { return _detail::element_of_tuple<J>(targets[i]); });
    });
}

}  // namespace _detail
}  // namespace sinew
