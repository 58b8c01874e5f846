#pragma once
/// \file
/// chain<In, L...>: binds each layer to its left neighbour's output.
/// The first mistake wins, with the index of its layer, and a stand-in replaces the bad layer, so that nothing cascades.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/layer/concept.hpp>

namespace sinew {

template <class T, class... L> struct BasicNet;
template <class... L> struct sequence;
template <class In, class... L> struct chain;

namespace detail {

/// Takes the place of a layer that is none, so that its neighbours still compile.
template <class In, class Out> struct stand_in {
  using input = In;
  using output = Out;
  static constexpr std::size_t parameters = 0;
  template <class Run> static constexpr bool view = true;
};

// What the user wrote → a layer with known shapes, or a fault.
template <class L, class In> struct bind { using type = refuse<mistake::not_a_layer, L>; };
template <Described L, class In> struct bind<L, In> { using type = std::conditional_t<std::is_same_v<fault_of<L>, nothing>, L, fault_of<L>>; };
template <Open L, class In> struct bind<L, In> { using type = typename L::template on<In>; };
template <Open L> struct bind<L, unknown> { using type = refuse<mistake::start_the_net_with_Input, L>; };
// A net within a net is bound by its layers alone: to ask it what it describes would complete it, and repeat its error.
template <class L> inline constexpr bool is_net = false;
template <class T, class... L> inline constexpr bool is_net<BasicNet<T, L...>> = true;
template <class L, class In> struct bound : bind<L, In> {};
template <class T, class... L, class In> struct bound<BasicNet<T, L...>, In> { using type = typename chain<In, L...>::type; };

// A bad layer that names its shapes keeps them, so that the calls of the net still fit.
template <class Written, class From> struct replacement { using type = stand_in<From, From>; };
template <class Written, class From> requires (!is_net<Written>) && Described<Written> && (Written::input::size > 0) && (Written::output::size > 0)
struct replacement<Written, From> { using type = stand_in<typename Written::input, typename Written::output>; };

template <class Layer, class Fault = nothing> struct verdict {
  using layer = Layer;
  using fault = Fault;
};
template <std::size_t I, class Written, class In> consteval auto examine() {
  using L = typename bound<Written, In>::type;
  using from = std::conditional_t<std::is_same_v<In, unknown>, shape<1>, In>;
  if constexpr (is_fault<L>) return verdict<typename replacement<Written, from>::type, typename L::template within<I>>{};
  else if constexpr (L::input::size == 0 || L::output::size == 0)
    return verdict<stand_in<from, from>, fault<mistake::zero_size, sinew::layer<I>, Written>>{};
  else if constexpr (!std::is_same_v<In, unknown> && !std::is_same_v<In, typename L::input>)
    return verdict<L, fault<mistake::shape_mismatch, sinew::layer<I>, given<In>, expected<typename L::input>>>{};
  else if constexpr (!Forward<L>)
    return verdict<stand_in<typename L::input, typename L::output>, fault<mistake::layer_without_forward, sinew::layer<I>, Written>>{};
  else if constexpr (!Backward<L>)
    return verdict<stand_in<typename L::input, typename L::output>, fault<mistake::layer_without_backward, sinew::layer<I>, Written>>{};
  else return verdict<L>{};
}
template <std::size_t I, class L, class In> struct link : decltype(detail::examine<I, L, In>()) {};
// The one recursion of the chain, and it is one of data: a layer's input is the output of the layer before.
template <std::size_t I, class In, class List> struct link_at : link<I, element<I, List>, typename link_at<I - 1, In, List>::layer::output> {};
template <class In, class List> struct link_at<0, In, List> : link<0, element<0, List>, In> {};

template <class In, class Indices, class... L> struct linked;
template <class In, std::size_t... I, class... L> struct linked<In, std::index_sequence<I...>, L...> {
  template <std::size_t K> using at = link_at<K, In, list<L...>>;
  static constexpr std::size_t first_fault = [] {
    std::size_t first = sizeof...(L), here = 0;
    ((std::is_same_v<typename at<I>::fault, nothing> ? 0 : first = least(first, here), ++here), ...);
    return first;
  }();
  using fault = element<first_fault, list<typename at<I>::fault..., nothing>>;
  /// The layers with every bad one replaced: what the rest of the program is compiled with.
  using recovered = sequence<typename at<I>::layer...>;
};

}  // namespace detail

/// fault: the first mistake, or nothing.  type: the sequence of bound layers, or the fault.
template <class In, class... L> struct chain : detail::linked<In, std::index_sequence_for<L...>, L...> {
  using fault = typename chain::linked::fault;
  using type = std::conditional_t<std::is_same_v<fault, nothing>, typename chain::linked::recovered, fault>;
};
template <class In> struct chain<In> {
  using fault = refuse<mistake::net_without_layers>;
  using type = fault;
  using recovered = sequence<detail::stand_in<shape<1>, shape<1>>>;
};

}  // namespace sinew
