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
#include <sinew/mistake/training.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/loss/concept.hpp>
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
  if constexpr (std::is_same_v<view_of<Data>, nothing> || is_on_demand<view_of<Data>>)
    return std::type_identity<mistake::not_a_dataset<Data>>{};
  else {
    using Parts = parts_of<view_of<Data>>;
    if constexpr (!InputSample<typename Parts::input, T, in>)
      return std::type_identity<mistake::wrong_input_data<given<typename Parts::input>, expected<std::array<T, in>>>>{};
    else if constexpr (!TargetOf<typename Parts::target, T, out>)
      return std::type_identity<
          mistake::wrong_target_data<given<typename Parts::target>, expected<std::array<T, out>, class_index>>>{};
    else return std::type_identity<nothing>{};
  }
}
/// The same for fit() and evaluate(), which also take samples on demand.
template <class Net, class Data> consteval auto fit_data_mistake() {
  using T = typename Net::scalar;
  using X = std::span<T, Net::input::size>;
  using Y = std::span<T, Net::output::size>;
  if constexpr (!is_on_demand<view_of<Data>>) return _detail::data_mistake<Net, Data>();
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

/// The mismatch of net and loss, as a type; `nothing` if there is none.
template <class Net, class L> consteval auto loss_mistake() {
  if constexpr (!Loss<L>) return _detail::loss_fault<L>();
  else if constexpr (!fits_output<L, typename Net::activation>)
    return std::type_identity<
        mistake::loss_needs_another_output<L, given<typename Net::activation>, expected<needs_of<L>>>>{};
  else if constexpr (Net::output::size == 1 && normalizes_outputs<L>())
    return std::type_identity<mistake::loss_of_one_output_is_constant<L, instead<BinaryCrossEntropyWithLogits>>>{};
  else return std::type_identity<nothing>{};
}
template <class Net, class Data> using data_mistake_of = typename decltype(_detail::data_mistake<Net, Data>())::type;
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

[[noreturn, gnu::cold, gnu::noinline]] inline void bytes_are_labels(const char* what, std::size_t sample) {
  fail(
      data_error(message("%s: all targets are bytes of 0 and 1, which as pixels stand for 0 and 1/255; write labels as "
                         "std::array<float, N>, and white as 255",
                         what)
                     .text,
                 sample));
}
/// Throws data_error if targets of pixels are 0 and 1 alone: labels, which are not scaled.
template <class Target> constexpr void check_pixels(const Target* targets, std::size_t count, const char* what) {
  constexpr std::size_t bytes = sample_of<Target>::extent;
  std::size_t first = count;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < bytes; ++k) {
      if (targets[i][k] > 1) return;
      if (targets[i][k] == 1 && first == count) first = i;
    }
  if (first < count) _detail::bytes_are_labels(what, first);
}

/// Throws data_error if the data are empty, have another number of targets than of inputs, hold a class index outside
/// the net's classes, or labels as pixels.
template <class Net, class Source> constexpr void check_data(const OnDemand<Source>& data, const char* what) {
  if (data.empty()) no_samples(what);
}
template <class Net, class Input, class Target>
constexpr void check_data(DataView<Input, Target> data, const char* what) {
  if (data.empty()) no_samples(what);
  if (data.targets.size() != data.size()) unequal_lengths(what, data.size(), data.targets.size());
  if constexpr (PixelsOf<Target, Net::output::size>) _detail::check_pixels(data.targets.data(), data.size(), what);
  if constexpr (ClassIndex<Target>) {
    constexpr std::size_t classes = classes_of<Net::output::size>;
    const Target* const targets = data.targets.data();
    for (std::size_t i = 0; i < data.size(); ++i) {
      bool negative = false;
      if constexpr (std::is_signed_v<Target>) negative = targets[i] < 0;
      const auto label = static_cast<unsigned long long>(targets[i]);
      if (negative || label >= classes)
        unknown_class(what, i, negative, negative ? 0 - label : label, Net::output::size);
    }
  }
}

}  // namespace _detail
}  // namespace sinew
