#pragma once
/// \file
/// How each option of fit() is written: for sentences about options that fit() does not have.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/mistake/words.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The option as a program writes it.
template <class Option> inline constexpr auto option_code = _detail::say(".", _detail::word_of<Option>(), " = …");
template <> inline constexpr text_view option_code<mistake::option::epochs> = ".epochs = 10";
template <> inline constexpr text_view option_code<mistake::option::seed> = ".seed = 1";
template <> inline constexpr text_view option_code<mistake::option::shuffle> = ".shuffle = false";
template <> inline constexpr text_view option_code<mistake::option::validation> = ".validation = test";
template <> inline constexpr text_view option_code<mistake::option::schedule> = ".schedule = cosine_decay(10)";
template <> inline constexpr text_view option_code<mistake::option::clip_norm> = ".clip_norm = 1";
template <> inline constexpr text_view option_code<mistake::option::accumulate> = ".accumulate = 4";
template <> inline constexpr text_view option_code<mistake::option::patience> = ".patience = 5";
template <> inline constexpr text_view option_code<mistake::option::min_delta> = ".min_delta = 0.001";
template <> inline constexpr text_view option_code<mistake::option::keep_best> = ".keep_best = true";
template <> inline constexpr text_view option_code<mistake::option::monitor> = ".monitor = \"accuracy\"";

/// What an option does, where its name does not say it to those who look for another.
template <class Option> inline constexpr text_view option_meaning = "";
template <> inline constexpr text_view option_meaning<mistake::option::epochs> = ", the passes over the data";
template <> inline constexpr text_view option_meaning<mistake::option::clip_norm> =
    ", a limit for the norm of the gradient";
template <> inline constexpr text_view option_meaning<mistake::option::accumulate> =
    ", the batches for each step of the optimizer";
template <> inline constexpr text_view option_meaning<mistake::option::patience> =
    ", the epochs without a better loss before training stops";
template <> inline constexpr text_view option_meaning<mistake::option::min_delta> =
    ", how much lower a loss must be to count as better";
template <> inline constexpr text_view option_meaning<mistake::option::keep_best> =
    ", with which the net has the best weights at the end";

/// The last argument of the call of fit() that is meant by an option, and what follows it.
template <class Given> inline constexpr text_view argument_meant =
    "ProgressDisplay(10)), from <sinew/report/progress.hpp>";
template <> inline constexpr text_view argument_meant<mistake::option::callback> = "[](const Epoch& epoch) { … })";
template <> inline constexpr auto argument_meant<mistake::option::callbacks> =
    argument_meant<mistake::option::callback>;
template <> inline constexpr text_view argument_meant<mistake::option::augment> = "Augmentation{.shift = 2})";
template <> inline constexpr auto argument_meant<mistake::option::augmentation> =
    argument_meant<mistake::option::augment>;
/// A member of an optimizer that is meant by an option.
template <class Given> inline constexpr text_view optimizer_meant = "Adam{.rate = 0.01}";
template <> inline constexpr text_view optimizer_meant<mistake::option::momentum> = "Momentum{.momentum = 0.9}";
template <> inline constexpr text_view optimizer_meant<mistake::option::weight_decay> = "AdamW{.weight_decay = 0.01}";

/// What to write where `Given` is set, which is no option.
template <class Given, class Instead> consteval auto option_meant() {
  using namespace mistake::option;
  if constexpr (std::is_same_v<Instead, template_argument_of_fit>)
    return _detail::say("write the size of a batch as the template argument, fit<16>(…)");
  else if constexpr (std::is_same_v<Instead, member_of_the_optimizer>)
    return _detail::say("write it as a member of the optimizer, ", optimizer_meant<Given>);
  else if constexpr (std::is_same_v<Instead, mistake::option::train_test_split>)
    return _detail::say("write auto [train, test] = train_test_split(data, 0.2, 1) first, and ",
                        option_code<validation>);
  else if constexpr (std::is_same_v<Instead, argument_before_the_options>)
    return _detail::say("write it before the options, fit(net, data, loss, optimizer, {…})");
  else if constexpr (std::is_same_v<Instead, argument_after_the_options>)
    return _detail::say("write it after the options, fit(net, data, loss, optimizer, {…}, ", argument_meant<Given>);
  else return _detail::say("write ", option_code<Instead>, option_meaning<Instead>);
}

}  // namespace sinew::_detail
