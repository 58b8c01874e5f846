#pragma once
/// \file
/// Calls of fit() whose options are misspelt, foreign or of another type, or stand in the wrong place: overloads that
/// only such calls select, so that the error names the option. A braced list has no type, so each is a parameter whose
/// members are called as such options are.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/net/net.hpp>
#include <sinew/loss/mse.hpp>
#include <sinew/optimizer/schedule.hpp>
#include <sinew/optimizer/sgd.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/target.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A member that is no option; setting it is the mistake.
template <class Given, class Instead> struct no_option {
  constexpr no_option() = default;
  template <class T> constexpr no_option(T&&) {
    decltype(mistake::tell(mistake::of<mistake::no_such_option_of_fit<given<Given>, instead<Instead>>>)){};
  }
};
/// A member that is the option Name of type V; setting it is a mistake only if the value is of another type.
template <class V, class Name> struct an_option {
  constexpr an_option() = default;
  template <class T> constexpr an_option(T&& value) {
    using X = std::remove_cvref_t<T>;
    if constexpr (std::is_convertible_v<T, V>) return;
    else if constexpr (std::is_same_v<view_of<X>, V>)
      static_cast<void>(V(std::forward<T>(value)));  // reports the mistake of that conversion
    else if constexpr (!std::is_same_v<view_of<V>, nothing> && !std::is_same_v<view_of<X>, nothing>)
      decltype(mistake::tell(mistake::of<mistake::validation_of_another_type<given<X>, expected<V>>>)){};
    else
      decltype(mistake::tell(mistake::of<mistake::wrong_value_of_an_option<given<X>, expected<V>>>,
                             mistake::of<Name>)){};
  }
};
/// A member that takes anything, where another mistake is reported.
template <class...> struct any_option {
  constexpr any_option() = default;
  template <class T> constexpr any_option(T&&) {}
};

/// The names of options: of FitOptions, in their order, and of what other libraries have in their place.
template <template <class...> class No, template <class...> class An, class View> struct option_names {
  template <class Given, class Instead> using no = No<Given, Instead>;
  using epochs_instead = mistake::option::epochs;
  using in_optimizer = mistake::option::member_of_the_optimizer;

  no<mistake::option::epoch, epochs_instead> epoch{};
  no<mistake::option::n_epochs, epochs_instead> n_epochs{};
  no<mistake::option::num_epochs, epochs_instead> num_epochs{};
  no<mistake::option::max_epochs, epochs_instead> max_epochs{};
  no<mistake::option::iterations, epochs_instead> iterations{};
  no<mistake::option::steps, epochs_instead> steps{};
  no<mistake::option::max_steps, epochs_instead> max_steps{};
  no<mistake::option::max_iter, epochs_instead> max_iter{};
  no<mistake::option::n_iter, epochs_instead> n_iter{};
  no<mistake::option::num_train_epochs, epochs_instead> num_train_epochs{};
  An<std::size_t, mistake::option::epochs> epochs{};
  no<mistake::option::batch, mistake::option::template_argument_of_fit> batch{};
  no<mistake::option::batch_size, mistake::option::template_argument_of_fit> batch_size{};
  no<mistake::option::batchsize, mistake::option::template_argument_of_fit> batchsize{};
  no<mistake::option::minibatch_size, mistake::option::template_argument_of_fit> minibatch_size{};
  no<mistake::option::mini_batch_size, mistake::option::template_argument_of_fit> mini_batch_size{};
  no<mistake::option::random_seed, mistake::option::seed> random_seed{};
  no<mistake::option::random_state, mistake::option::seed> random_state{};
  no<mistake::option::rng_seed, mistake::option::seed> rng_seed{};
  An<std::uint64_t, mistake::option::seed> seed{};
  no<mistake::option::shuffled, mistake::option::shuffle> shuffled{};
  An<bool, mistake::option::shuffle> shuffle{};
  no<mistake::option::val, mistake::option::validation> val{};
  no<mistake::option::valid, mistake::option::validation> valid{};
  no<mistake::option::test, mistake::option::validation> test{};
  no<mistake::option::validation_data, mistake::option::validation> validation_data{};
  no<mistake::option::validation_set, mistake::option::validation> validation_set{};
  no<mistake::option::val_data, mistake::option::validation> val_data{};
  no<mistake::option::valid_data, mistake::option::validation> valid_data{};
  no<mistake::option::test_data, mistake::option::validation> test_data{};
  no<mistake::option::eval_set, mistake::option::validation> eval_set{};
  no<mistake::option::validation_split, mistake::option::train_test_split> validation_split{};
  no<mistake::option::validation_fraction, mistake::option::train_test_split> validation_fraction{};
  An<View, mistake::option::validation> validation{};
  no<mistake::option::lr, in_optimizer> lr{};
  no<mistake::option::rate, in_optimizer> rate{};
  no<mistake::option::learning_rate, in_optimizer> learning_rate{};
  no<mistake::option::learning_rate_init, in_optimizer> learning_rate_init{};
  no<mistake::option::eta, in_optimizer> eta{};
  no<mistake::option::momentum, in_optimizer> momentum{};
  no<mistake::option::weight_decay, in_optimizer> weight_decay{};
  no<mistake::option::lr_schedule, mistake::option::schedule> lr_schedule{};
  no<mistake::option::scheduler, mistake::option::schedule> scheduler{};
  no<mistake::option::lr_scheduler, mistake::option::schedule> lr_scheduler{};
  An<Schedule, mistake::option::schedule> schedule{};
  no<mistake::option::clip, mistake::option::clip_norm> clip{};
  no<mistake::option::clipnorm, mistake::option::clip_norm> clipnorm{};
  no<mistake::option::max_norm, mistake::option::clip_norm> max_norm{};
  no<mistake::option::max_grad_norm, mistake::option::clip_norm> max_grad_norm{};
  no<mistake::option::clip_grad_norm, mistake::option::clip_norm> clip_grad_norm{};
  no<mistake::option::grad_clip, mistake::option::clip_norm> grad_clip{};
  no<mistake::option::gradient_clip_val, mistake::option::clip_norm> gradient_clip_val{};
  An<double, mistake::option::clip_norm> clip_norm{};
  no<mistake::option::accumulate_grad_batches, mistake::option::accumulate> accumulate_grad_batches{};
  no<mistake::option::gradient_accumulation_steps, mistake::option::accumulate> gradient_accumulation_steps{};
  no<mistake::option::accumulation_steps, mistake::option::accumulate> accumulation_steps{};
  An<std::size_t, mistake::option::accumulate> accumulate{};
  no<mistake::option::early_stopping, mistake::option::patience> early_stopping{};
  no<mistake::option::early_stop, mistake::option::patience> early_stop{};
  no<mistake::option::n_iter_no_change, mistake::option::patience> n_iter_no_change{};
  An<std::size_t, mistake::option::patience> patience{};
  no<mistake::option::tol, mistake::option::min_delta> tol{};
  no<mistake::option::tolerance, mistake::option::min_delta> tolerance{};
  An<double, mistake::option::min_delta> min_delta{};
  no<mistake::option::restore_best_weights, mistake::option::keep_best> restore_best_weights{};
  no<mistake::option::save_best_only, mistake::option::keep_best> save_best_only{};
  An<bool, mistake::option::keep_best> keep_best{};
  An<std::string_view, mistake::option::monitor> monitor{};
  no<mistake::option::metric, mistake::option::argument_after_the_options> metric{};
  no<mistake::option::metrics, mistake::option::argument_after_the_options> metrics{};
  no<mistake::option::loss, mistake::option::argument_before_the_options> loss{};
  no<mistake::option::loss_fn, mistake::option::argument_before_the_options> loss_fn{};
  no<mistake::option::loss_function, mistake::option::argument_before_the_options> loss_function{};
  no<mistake::option::criterion, mistake::option::argument_before_the_options> criterion{};
  no<mistake::option::optimizer, mistake::option::argument_before_the_options> optimizer{};
  no<mistake::option::optim, mistake::option::argument_before_the_options> optim{};
  no<mistake::option::callback, mistake::option::argument_after_the_options> callback{};
  no<mistake::option::callbacks, mistake::option::argument_after_the_options> callbacks{};
  no<mistake::option::augment, mistake::option::argument_after_the_options> augment{};
  no<mistake::option::augmentation, mistake::option::argument_after_the_options> augmentation{};
  no<mistake::option::verbose, mistake::option::argument_after_the_options> verbose{};
  no<mistake::option::progress_bar, mistake::option::argument_after_the_options> progress_bar{};
};
/// Any braced list of options.
using any_options = option_names<any_option, any_option, nothing>;

template <class Net> inline constexpr bool is_untrainable = true;
template <class T, class... L> inline constexpr bool is_untrainable<BasicNet<T, L...>&> = false;

}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

/// Catches options that are misspelt, foreign or of another type. A net that is not const binds to a reference without
/// volatile rather than to this one, so that sound calls never get here. Defined, because g++ reports a call with a
/// lambda of a function that is not.
template <std::size_t Batch = 32, class T, class... L, class Data, class LossType, class Formula, class... Hooks>
constexpr History fit(volatile BasicNet<T, L...>&, const Data&, const LossType&, const Formula&,
                      const _detail::option_names<_detail::no_option, _detail::an_option, _detail::view_of<Data>>&,
                      Hooks&&...) {
  return {};
}
/// Catches options in place of the optimizer.
template <std::size_t Batch = 32, class T, class... L, class Data, class LossType>
constexpr History fit(BasicNet<T, L...>&, const Data&, const LossType&, const _detail::any_options&) {
  decltype(mistake::tell(
      mistake::of<mistake::fit_needs_data_loss_and_optimizer<
          mistake::given<Data, LossType>,
          mistake::expected<DataView<std::array<T, BasicNet<T, L...>::input::size>, int>, MSE, SGD>>>,
      mistake::of<BasicNet<T, L...>>)){};
  return {};
}
/// Catches inputs and targets that are no data set.
template <std::size_t Batch = 32, class T, class... L, class Inputs, class Targets, class LossType, class Formula,
          class... Hooks>
constexpr History fit(BasicNet<T, L...>&, const Inputs&, const Targets&, const LossType&, const Formula&,
                      const _detail::any_options&, Hooks&&...) {
  decltype(mistake::tell(mistake::of<mistake::not_a_dataset<Inputs>>)){};
  return {};
}
/// Catches a first argument that is not a net, or is const or a temporary, with options.
template <std::size_t Batch = 32, class Net, class Data, class LossType, class Formula, class... Hooks>
requires(_detail::is_untrainable<Net>) constexpr History
    fit(Net&&, const Data&, const LossType&, const Formula&, const _detail::any_options&, Hooks&&...) {
  if constexpr (!_detail::is_net<std::remove_cvref_t<Net>>)
    decltype(mistake::tell(mistake::of<mistake::not_a_net<std::remove_cvref_t<Net>>>)){};
  else decltype(mistake::tell(mistake::of<mistake::training_needs_a_net_to_change<std::remove_reference_t<Net>>>)){};
  return {};
}

}  // namespace sinew
