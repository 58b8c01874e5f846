#pragma once
/// \file
/// The checks shared by fit, evaluate and similar functions. At compile time: whether net, data, loss and optimizer
/// match. At run time: whether there is data, and whether every class index is valid.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/memory/sample.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/optimizer/concept.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/target.hpp>

namespace SINEW_NAMESPACE {

/// Thrown for data that compile but cannot be used: no samples, or an invalid class index.
struct SINEW_SHARED_ERROR data_error : Error {
  std::size_t sample;  ///< index of the first bad sample
  /// An error at sample `at`.
  data_error(const char* message, std::size_t at) : Error(message), sample{at} {}
};

namespace _detail {

/// The first mismatch of net and data, as a type; `nothing` if there is none.
template <class Net, class Data> consteval auto data_mistake() {
  using T = typename Net::scalar;
  constexpr std::size_t in = Net::input::size, out = Net::output::size;
  if constexpr (std::is_same_v<view_of<Data>, nothing>) return std::type_identity<mistake::not_a_dataset<Data>>{};
  else {
    using Parts = parts_of<view_of<Data>>;
    if constexpr (!InputSample<typename Parts::input, T, in>)
      return std::type_identity<mistake::wrong_input_data<given<typename Parts::input>, expected<std::array<T, in>>>>{};
    else if constexpr (!TargetOf<typename Parts::target, T, out>)
      return std::type_identity<
          mistake::wrong_target_data<given<typename Parts::target>, expected<std::array<T, out>>>>{};
    else return std::type_identity<nothing>{};
  }
}
/// The mismatch of net and loss, as a type; `nothing` if there is none.
template <class Net, class L> consteval auto loss_mistake() {
  if constexpr (!Loss<L>) return _detail::loss_fault<L>();
  else if constexpr (!fits_output<L, typename Net::activation>)
    return std::type_identity<
        mistake::loss_needs_another_output<L, given<typename Net::activation>, expected<needs_of<L>>>>{};
  else return std::type_identity<nothing>{};
}
template <class Net, class Data> using data_mistake_of = typename decltype(_detail::data_mistake<Net, Data>())::type;
template <class Net, class L> using loss_mistake_of = typename decltype(_detail::loss_mistake<Net, L>())::type;

[[noreturn, gnu::cold, gnu::noinline]] inline void no_samples(const char* what) {
  fail(data_error(message("%s: there are no samples, expected at least one", what).text, 0));
}
[[noreturn, gnu::cold, gnu::noinline]] inline void unknown_class(const char* what, std::size_t sample, bool negative,
                                                                 unsigned long long magnitude, std::size_t outputs) {
  fail(data_error(
      message("%s: sample %zu has class %s%llu, expected 0 to %zu%s", what, sample, negative ? "-" : "", magnitude,
              outputs == 1 ? 1 : outputs - 1, outputs == 1 ? " (numbers to fit are floating-point targets)" : "")
          .text,
      sample));
}

/// Throws data_error if the data are empty or hold a class index outside the net's classes.
template <class Net, class Input, class Target>
constexpr void check_data(DataView<Input, Target> data, const char* what) {
  if (data.empty()) no_samples(what);
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
