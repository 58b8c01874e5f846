#pragma once
/// \file
/// Which parameters a backward pass gives gradients of, as a type: all, none, or all but those of some layers. A
/// backward pass has it as `trained`; that of a layer within is `trained::part<J>`.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/layer/gradient_sink.hpp>

namespace SINEW_NAMESPACE::_detail {

struct all_trained {
  template <std::size_t> using part = all_trained;
};
struct none_trained {
  template <std::size_t> using part = none_trained;
};
/// The layer at a path from the layer that the type is for.
template <std::size_t... J> struct frozen_at {};

/// What is left within layer J of the path At: the rest of the path in a list, if the path begins with J.
template <std::size_t J, class At> struct frozen_within { using type = list<>; };
template <std::size_t J, std::size_t... Rest> struct frozen_within<J, frozen_at<J, Rest...>> {
  using type = list<frozen_at<Rest...>>;
};
template <class... At> struct all_but;
/// From the lists of what is left: all if no path leads there, none if one ends there.
template <class Found, class... List> struct trained_but { using type = Found; };
template <class... At, class... More, class... List> struct trained_but<list<At...>, list<More...>, List...>
    : trained_but<list<At..., More...>, List...> {};
template <> struct trained_but<list<>> { using type = all_trained; };
template <class... At> struct trained_but<list<At...>> {
  using type = std::conditional_t<(std::is_same_v<At, frozen_at<>> || ...), none_trained, all_but<At...>>;
};
/// All but the layers at the paths At.
template <class... At> struct all_but {
  template <std::size_t J> using part = typename trained_but<list<>, typename frozen_within<J, At>::type...>::type;
};

/// A sink that takes the gradients of what Trained says.
template <class T, class Of> struct choosing_sink {
  using trained = Of;
  GradientSink<T> sink;
};
/// The same of whatever backward() takes: a sink, a gradient to add to, discard.
template <class T> constexpr choosing_sink<T, all_trained> chosen_sink(GradientSink<T> sink) noexcept { return {sink}; }
template <class T, class Of> constexpr choosing_sink<T, Of> chosen_sink(choosing_sink<T, Of> sink) noexcept {
  return sink;
}
template <class T> constexpr choosing_sink<T, none_trained> chosen_sink(discard_gradients) noexcept { return {}; }
template <class T, class Gradient>
requires requires(Gradient& gradient) { gradient.data(); }
constexpr choosing_sink<T, all_trained> chosen_sink(Gradient& gradient) noexcept {
  return {accumulate(gradient.data())};
}

/// Whether a pass of layer L, of which Trained is trained, gives any gradient of parameters.
template <class L, class Trained> consteval bool gives_gradients() {
  if constexpr (std::is_same_v<Trained, all_trained>) return L::parameters > 0;
  else if constexpr (std::is_same_v<Trained, none_trained>) return false;
  else if constexpr (requires {
                       L::depth;
                       L::slice;
                     })
    return []<std::size_t... J>(std::index_sequence<J...>) {
      return (_detail::gives_gradients<typename L::template at<J>, typename Trained::template part<J>>() || ...);
    }
  (std::make_index_sequence<L::depth>{});
  else return L::parameters > 0; }

/// f(at, count) for each run of parameters of L, which begin at `begin`, that gets gradients.
template <class L, class Trained> constexpr void each_trained(std::size_t begin, const auto& f) {
  if constexpr (!_detail::gives_gradients<L, Trained>()) return;
  else if constexpr (std::is_same_v<Trained, all_trained> || !requires { L::slice; }) f(begin, L::parameters);
  else [&]<std::size_t... J>(std::index_sequence<J...>) {
      (_detail::each_trained<typename L::template at<J>, typename Trained::template part<J>>(begin + L::slice[J], f),
       ...);
    }
  (std::make_index_sequence<L::depth>{});
}

}  // namespace sinew::_detail
