#pragma once
/// \file
/// chain<In, L...>: binds each layer to its left neighbour's output.
/// The first mistake wins, with the index of its layer, and a stand-in replaces the bad layer, so that nothing cascades.

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/concept.hpp>
#include <sinew/net/workspace.hpp>

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

/// Why it is not Described: the first member it lacks, or, of what has no member of a layer at all, that it is none.
template <class L> consteval auto undescribed() {
  constexpr bool is_one = requires { typename L::input; } || requires { typename L::output; } || requires { L::parameters; };
  if constexpr (!is_one) return std::type_identity<refuse<mistake::not_a_layer, L>>{};
  else if constexpr (!NamesInput<L>) return std::type_identity<refuse<mistake::layer_lacks, L, member::input>>{};
  else if constexpr (!NamesOutput<L>) return std::type_identity<refuse<mistake::layer_lacks, L, member::output>>{};
  else return std::type_identity<refuse<mistake::layer_lacks, L, member::parameters>>{};
}
// What the user wrote → a layer with known shapes, or a fault.
template <class L, class In> struct bind : decltype(detail::undescribed<L>()) {};
template <Described L, class In> struct bind<L, In> { using type = std::conditional_t<std::is_same_v<fault_of<L>, nothing>, L, fault_of<L>>; };
template <Open L, class In> struct bind<L, In> { using type = typename L::template on<In>; };
template <Open L> struct bind<L, unknown> { using type = refuse<mistake::start_the_net_with_Input, L>; };
// A net within a net is bound by its layers alone: to ask it what it describes would complete it, and repeat its error.
template <class L, class In> struct bound : bind<L, In> {};
template <class T, class... L, class In> struct bound<BasicNet<T, L...>, In> { using type = typename chain<In, L...>::type; };

// A layer made of layers (Residual, Concat) says itself what becomes of it, by chain_on<In>: as chain<In, L...> does, by fault and recovered.
template <class L> concept Chained = !is_net<L> && requires { typename L::template chain_on<unknown>; };
template <class C> using chained = std::conditional_t<std::is_same_v<typename C::fault, nothing>, typename C::recovered, typename C::fault>;
template <Chained L, class In> struct bound<L, In> { using type = chained<typename L::template chain_on<In>>; };

// An `initialize` that cannot be called as it will be; found by its name, which is ambiguous with another base's.
struct has_initialize { int initialize; };
template <class L> struct with_initialize : L, has_initialize {};
template <class L, class T> concept Initializes = requires(std::span<T, L::parameters> mine, Engine& engine) { L::initialize(mine, engine); };
template <class L> consteval bool initialize_is_never_called() {
  if constexpr (L::parameters == 0 || requires { &L::template initialize<float>; }) return false;   // the usual ones, looked at cheaply
  else if constexpr (Initializes<L, float> || Initializes<L, double> || std::is_final_v<L>) return false;
  else return !requires { &with_initialize<L>::initialize; };
}

template <class Shape> inline constexpr bool has_size = Shape::size > 0 && Shape::size <= most_scalars;
template <class Shape> using sound = std::conditional_t<has_size<Shape>, Shape, shape<1>>;

// A bad layer that names its shapes keeps them, so that the calls of the net still fit.
template <class In> using from_or_one = std::conditional_t<std::is_same_v<In, unknown>, shape<1>, In>;
template <class Written, class In> struct replacement { using type = stand_in<from_or_one<In>, from_or_one<In>>; };
template <class Written, class In>
requires (!is_net<Written>) && Described<Written> && has_size<typename Written::input> && has_size<typename Written::output>
struct replacement<Written, In> { using type = stand_in<typename Written::input, typename Written::output>; };
template <class T, class... L, class In> struct replacement<BasicNet<T, L...>, In> { using type = typename chain<In, L...>::recovered; };
template <Chained L, class In> struct replacement<L, In> { using type = typename L::template chain_on<In>::recovered; };

template <class Layer, class Fault = nothing> struct verdict {
  using layer = Layer;
  using fault = Fault;
};
template <std::size_t I, class Written, class In> consteval auto examine() {
  using L = typename bound<Written, In>::type;
  using from = from_or_one<In>;
  if constexpr (is_fault<L>) return verdict<typename replacement<Written, In>::type, typename L::template within<I>>{};
  else if constexpr (!Described<L>) return verdict<stand_in<from, from>, typename decltype(detail::undescribed<L>())::type::template within<I>>{};
  else if constexpr (L::input::size == 0 || L::output::size == 0)
    return verdict<stand_in<sound<typename L::input>, sound<typename L::output>>, fault<mistake::zero_size, sinew::layer<I>, Written>>{};
  else if constexpr (L::input::size > most_scalars || L::output::size > most_scalars || L::parameters > most_scalars)
    return verdict<stand_in<sound<typename L::input>, sound<typename L::output>>,
                   fault<mistake::absurd_size, sinew::layer<I>, Written, expected<at_most<scalars<most_scalars>>>>>{};
  else if constexpr (!std::is_same_v<In, unknown> && !std::is_same_v<In, typename L::input>)
    return verdict<L, fault<mistake::shape_mismatch, sinew::layer<I>, given<In>, expected<typename L::input>>>{};
  else if constexpr (is_view<L, probe>() && L::input::size != L::output::size)
    return verdict<stand_in<typename L::input, typename L::output>,
                   fault<mistake::view_of_another_size, sinew::layer<I>, given<typename L::output>, expected<typename L::input>>>{};
  else if constexpr (!Forward<L>)
    return verdict<stand_in<typename L::input, typename L::output>, fault<mistake::layer_without_forward, sinew::layer<I>, Written>>{};
  else if constexpr (!Backward<L>)
    return verdict<stand_in<typename L::input, typename L::output>, fault<mistake::layer_without_backward, sinew::layer<I>, Written>>{};
  else if constexpr (detail::initialize_is_never_called<L>())
    return verdict<L, fault<mistake::initialize_is_never_called, sinew::layer<I>, Written>>{};
  else return verdict<L>{};
}
template <std::size_t I, class L, class In> struct link : decltype(detail::examine<I, L, In>()) {};
// The one recursion of the chain, and it is one of data: a layer's input is the output of the layer before.
template <std::size_t I, class In, class List> struct link_at : link<I, element<I, List>, typename link_at<I - 1, In, List>::layer::output> {};
template <class In, class List> struct link_at<0, In, List> : link<0, element<0, List>, In> {};

template <class In, class Indices, class... L> struct linked;
template <class In, std::size_t... I, class... L> struct linked<In, std::index_sequence<I...>, L...> {
  template <std::size_t K> using at = link_at<K, In, list<L...>>;
  using fault = typename first_of<typename at<I>::fault...>::type;
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
