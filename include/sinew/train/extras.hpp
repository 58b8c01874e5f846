#pragma once
/// \file
/// What fit() may be given behind its options: callbacks, and an Augmentation.

#include <cstddef>
#include <type_traits>

#include <sinew/shape/image.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/train/history.hpp>

namespace sinew {

struct Augmentation;   // data/augment.hpp, which fit() needs only where one is given

namespace detail {

template <class E> inline constexpr bool is_augmentation = std::is_same_v<std::remove_cvref_t<E>, Augmentation>;

/// A callback: called with each Epoch; it may return false to end the training.
template <class E> concept EpochCallback = requires(E& callback, const Epoch& epoch) { callback(epoch); } &&
    (std::is_void_v<std::invoke_result_t<E&, const Epoch&>> || std::is_constructible_v<bool, std::invoke_result_t<E&, const Epoch&>>);

template <class Net, class E> consteval auto extra_mistake() {
  if constexpr (!is_augmentation<E>)
    return std::type_identity<std::conditional_t<EpochCallback<E>, nothing,
        mistake::not_a_callback<given<std::remove_cvref_t<E>>, expected<bool(const Epoch&)>>>>{};
  else if constexpr (!image<typename Net::input>::is_image)
    return std::type_identity<mistake::augmentation_needs_an_image<given<typename Net::input>, expected<channels_height_width>>>{};
  else return std::type_identity<nothing>{};
}
template <class Net, class E> using extra_mistake_of = typename decltype(detail::extra_mistake<Net, E>())::type;
template <class... E> using extras_mistake_of =
    std::conditional_t<(std::size_t{0} + ... + is_augmentation<E>) < 2, nothing, mistake::augmentation_given_twice<given<std::remove_cvref_t<E>...>>>;

/// Before the first epoch.
template <class E> constexpr void check_extra(const E& extra, const char* what) {
  if constexpr (is_augmentation<E>) extra.check(what);
}
/// A sample of shape Image that has been read into x.
template <class Image, class X, class T, class E> constexpr void alter_sample(const X& input, T* x, const E& extra, Engine& engine) noexcept {
  if constexpr (is_augmentation<E>) extra.template alter<Image>(input, x, engine);
}
/// After an epoch: whether there should be another one.
template <class E> constexpr bool goes_on(E& extra, const Epoch& epoch) {
  if constexpr (is_augmentation<E>) return true;
  else if constexpr (std::is_void_v<decltype(extra(epoch))>) { extra(epoch); return true; }
  else return static_cast<bool>(extra(epoch));
}

}  // namespace detail
}  // namespace sinew
