#pragma once
/// \file
/// The layer that a program should have written: for sentences about mistakes.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/sentence.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A layer whose first two arguments are the numbers of its inputs and outputs, and a third its activation: Dense. Not
/// Conv2D, whose first two are channels and a window.
template <class L> inline constexpr bool is_plain = false;
template <template <std::size_t, std::size_t, class...> class F, std::size_t M, std::size_t N, class... A>
requires(std::is_same_v<typename F<M, N, A...>::input, shape<M>>&& std::is_same_v<
         typename F<M, N, A...>::output, shape<N>>) inline constexpr bool is_plain<F<M, N, A...>> = true;

/// A plain layer with another number of inputs or outputs, or another activation. The scheme of its initializer is
/// dropped along with the activation.
template <class L> struct plain_layer;
template <template <std::size_t, std::size_t, class...> class F, std::size_t M, std::size_t N, class... A>
struct plain_layer<F<M, N, A...>> {
  template <std::size_t K> using input = F<K, N, A...>;
  template <std::size_t K> using output = F<M, K, A...>;
  template <class Act> using activation = F<M, N, Act>;
};
template <class L, std::size_t K> using with_input = typename plain_layer<L>::template input<K>;
template <class L, std::size_t K> using with_output = typename plain_layer<L>::template output<K>;
template <class L, class Act> using with_activation = typename plain_layer<L>::template activation<Act>;

template <class List> struct last { using type = nothing; };
template <class First, class... L> struct last<list<First, L...>> {
  using type = element<sizeof...(L), list<First, L...>>;
};
template <class List> using last_of = typename last<List>::type;

/// Whether A is applied to single values, as activations are.
template <class A> concept applies_to_values = requires(float z) { A::value(z); };

template <class Shape> struct reshape_text;
template <std::size_t... D> struct reshape_text<shape<D...>> {
  static constexpr auto value = _detail::say("Reshape<", _detail::separated<D...>(), ">");
};
/// What to write where Layer takes Expected and is given Given.
template <class Layer, class Given, class Expected> consteval auto fitting() {
  if constexpr (Given::rank == 1 && is_plain<Layer>)
    return _detail::say("write ", _detail::name<with_input<Layer, Given::size>>());
  else if constexpr (Expected::rank == 1 && Given::size == Expected::size)
    return _detail::say("write Flatten before it");
  else if constexpr (Expected::rank == 1 && is_plain<Layer>)
    return _detail::say("write Flatten, ", _detail::name<with_input<Layer, Given::size>>());
  else if constexpr (Given::size == Expected::size)
    return _detail::say("write ", reshape_text<Expected>::value, " before it");
  else return _detail::say("make the two agree");
}

}  // namespace sinew::_detail
