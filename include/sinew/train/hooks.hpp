#pragma once
/// \file
/// Hooks: the arguments of fit() behind its options. TrainingStep: what a callback for steps is given.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/image.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/metric.hpp>

namespace SINEW_NAMESPACE {

struct Augmentation;  // defined in data/augment.hpp, which is needed only by callers that pass one
template <class Formula> class ReduceOnPlateau;  // defined in train/reduce_on_plateau.hpp

/// One step of the optimizer, for callbacks that take a `const TrainingStep&`; fit() calls them after the step:
///
///     fit<32>(net, train, MSE{}, Adam{}, {.epochs = 20}, [&](const TrainingStep& step) { average.update(net); });
///
/// One that returns false ends the training at once: the net has the weights of this step (or the best ones, if fit()
/// is to keep them), and the epoch, which is not whole, is neither in the History nor in a Checkpoint.
struct TrainingStep {
  std::size_t epoch = 1;                ///< the epoch it is part of, counted from 1
  std::size_t step = 1;                 ///< steps that the optimizer has made in this training, this one included
  double loss = not_measured;           ///< the mean over the batch, before the step
  double rate = not_measured;           ///< the learning rate of the step
  double gradient_norm = not_measured;  ///< before clipping; NaN without clipping
};

namespace _detail {

template <class Hook, class What> concept CallbackOf = std::is_invocable_v<Hook&, const What&> &&
    (std::is_void_v<std::invoke_result_t<Hook&, const What&>> ||
     std::is_constructible_v<bool, std::invoke_result_t<Hook&, const What&>>);
/// A callback takes an Epoch. It may return false to end the training.
template <class Hook> concept EpochCallback = CallbackOf<Hook, Epoch>;
/// A callback for steps takes a TrainingStep, and may return false, too. What takes both is one for epochs: a generic
/// lambda's body is compiled for the argument that it is asked about.
template <class Hook> inline constexpr bool is_step_callback = [] {
  if constexpr (EpochCallback<Hook>) return false;
  else return CallbackOf<Hook, TrainingStep>;
}();
template <class... Hooks> inline constexpr bool watches_steps = (false || ... || is_step_callback<Hooks>);

// Hooks are the arguments after the options: callbacks, metrics, an Augmentation, and a hook that keeps the training.
template <class Hook> inline constexpr bool is_augmentation = std::is_same_v<std::remove_cvref_t<Hook>, Augmentation>;
/// A hook that keeps a call of fit() beyond the end of the program, and can put it back: Checkpoint
/// (io/checkpoint.hpp). Besides validate(what) it has
///
///     begin(training) const               before the first epoch; it may replace all that the FitTraining names
///     after_epoch(training, last) const   after each epoch and all callbacks; `last`: no epoch of this call follows
template <class Hook> concept TrainingKeeper = requires { typename std::remove_cvref_t<Hook>::keeps_training; };

/// The mistake in a hook that is neither a metric nor an Augmentation; `nothing` if there is none.
template <class T, class Hook> consteval auto callback_mistake() {
  using What = std::remove_cvref_t<Hook>;
  if constexpr (is_metric<Hook, T> || MeantAsMetric<Hook> || TrainingKeeper<Hook>) return std::type_identity<nothing>{};
  else if constexpr (!is_augmentation<Hook> && (EpochCallback<Hook> || is_step_callback<Hook>))
    return std::type_identity<nothing>{};
  else return std::type_identity<mistake::not_a_callback<given<What>, expected<bool(const Epoch&)>>>{};
}
template <class Net, class Hook> consteval auto hook_mistake() {
  if constexpr (!is_augmentation<Hook>) return _detail::callback_mistake<typename Net::scalar, Hook>();
  else if constexpr (!image<typename Net::input>::is_image)
    return std::type_identity<
        mistake::augmentation_needs_an_image<given<typename Net::input>, expected<channels_height_width>>>{};
  else return std::type_identity<nothing>{};
}
template <class Net, class Hook> using hook_mistake_of = typename decltype(_detail::hook_mistake<Net, Hook>())::type;
template <class... Hooks> inline constexpr std::size_t keepers = (std::size_t{0} + ... + TrainingKeeper<Hooks>);
template <class Hook> inline constexpr bool is_plateau = false;
template <class Formula> inline constexpr bool is_plateau<ReduceOnPlateau<Formula>> = true;
template <class... Hooks> using hooks_mistake_of = std::conditional_t<
    1 < (std::size_t{0} + ... + is_augmentation<Hooks>),
    mistake::augmentation_given_twice<given<std::remove_cvref_t<Hooks>...>>,
    std::conditional_t<
        1 < keepers<Hooks...>, mistake::checkpoint_given_twice<given<std::remove_cvref_t<Hooks>...>>,
        std::conditional_t<0 < keepers<Hooks...> && (false || ... || is_plateau<std::remove_cvref_t<Hooks>>),
                           mistake::plateau_beside_a_checkpoint<given<std::remove_cvref_t<Hooks>...>>, nothing>>>;

/// Checks a hook's options before the first epoch.
template <class Hook> constexpr void check_hook(const Hook& hook) {
  if constexpr (is_augmentation<Hook> || TrainingKeeper<Hook>) hook.validate("fit");
}
/// Augments a sample of shape Image that has been read into x.
template <class Image, class Input, class T, class Hook>
constexpr void augment_sample(const Input& input, T* x, const Hook& hook, Engine& engine) noexcept {
  if constexpr (is_augmentation<Hook>) hook.template alter<Image>(input, x, engine);
}
/// Calls a callback. Returns false if it ends the training.
template <class Hook, class What> constexpr bool call_with(Hook& hook, const What& what) {
  if constexpr (std::is_void_v<decltype(hook(what))>) {
    hook(what);
    return true;
  } else return static_cast<bool>(hook(what));
}
/// The same of a hook after an epoch.
template <class Hook> constexpr bool call_hook(Hook& hook, const Epoch& epoch) {
  if constexpr (!is_augmentation<Hook> && !TrainingKeeper<Hook> && EpochCallback<Hook>)
    return _detail::call_with(hook, epoch);
  else return true;
}
/// The same of all hooks after a step: all are called.
template <class... Hooks> constexpr bool call_after_step(const TrainingStep& step, Hooks&... hooks) {
  bool goes_on = true;
  [[maybe_unused]] const auto call = [&](auto& hook) {
    if constexpr (is_step_callback<std::remove_reference_t<decltype(hook)>>)
      goes_on = _detail::call_with(hook, step) && goes_on;
  };
  (call(hooks), ...);
  return goes_on;
}

}  // namespace _detail
}  // namespace sinew
