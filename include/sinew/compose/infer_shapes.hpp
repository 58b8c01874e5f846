#pragma once
/// \file
/// `infer_shapes<In, L...>`: turns layers as a user writes them into layers with known shapes. Each layer takes the
/// output of the layer before it. The result is a sequence (compose/sequence.hpp), or the first mistake with the index
/// of its layer.

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/mistake/own_layer.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/concept.hpp>
#include <sinew/compose/is_net.hpp>

namespace SINEW_NAMESPACE::_detail {

template <class... L> struct sequence;
template <class In, class... L> struct infer_shapes;

/// Replaces a faulty layer, so that its neighbours still compile and no further error follows.
template <class In, class Out> struct placeholder {
  using input = In;
  using output = Out;
  static constexpr std::size_t parameters = 0;
  template <class Run> static constexpr bool view = true;
};

/// Why L is not Described: the first member it lacks, or that it is not a layer if it has no member of one.
template <class L> consteval auto missing_member() {
  constexpr bool has_input = requires { typename L::input; };
  constexpr bool has_output = requires { typename L::output; };
  if constexpr (!has_input && !has_output && !HasParametersMember<L>)
    return std::type_identity<refuse<mistake::not_a_layer, L>>{};
  else if constexpr (!NamesInput<L>) return std::type_identity<refuse<mistake::layer_lacks, L, member::input>>{};
  else if constexpr (!NamesOutput<L>) return std::type_identity<refuse<mistake::layer_lacks, L, member::output>>{};
  else return std::type_identity<refuse<mistake::layer_lacks, L, member::parameters>>{};
}
// Binds what the user wrote to the shape In: a layer with known shapes, or a fault.
template <class L, class In> struct bind : decltype(_detail::missing_member<L>()) {};
template <Described L, class In> struct bind<L, In> {
  using type = std::conditional_t<std::is_same_v<fault_of<L>, nothing>, L, fault_of<L>>;
};
template <Open L, class In> struct bind<L, In> { using type = typename L::template on<In>; };
template <Open L> struct bind<L, unknown> { using type = refuse<mistake::start_the_net_with_Input, L>; };
// A nested net is bound through its layers alone. Naming its members would instantiate the class and repeat its error.
template <class L, class In> struct bound : bind<L, In> {};
template <class T, class... L, class In> struct bound<BasicNet<T, L...>, In> {
  using type = typename infer_shapes<In, L...>::type;
};

// A layer made of layers (Sequential, Residual, Concat) infers its shapes itself: its infer_on<In> has the members
// `fault` and `recovered`, like infer_shapes<In, L...>.
template <class L> concept Composed = !is_net<L> && requires { typename L::template infer_on<unknown>; };
template <class C> using inferred_type =
    std::conditional_t<std::is_same_v<typename C::fault, nothing>, typename C::recovered, typename C::fault>;
template <Composed L, class In> struct bound<L, In> { using type = inferred_type<typename L::template infer_on<In>>; };

// Detects an `initialize` that cannot be called as the library calls it. The test finds the name alone: it becomes
// ambiguous with that of another base class.
struct has_initialize {
  int initialize;
};
template <class L> struct with_initialize : L, has_initialize {};
template <class L, class T> concept Initializes = requires(std::span<T, L::parameters> mine, Engine& engine) {
  L::initialize(mine, engine);
};
template <class L> consteval bool initialize_is_never_called() {
  // the common cases first: they are cheap to check
  if constexpr (L::parameters == 0 || requires { &L::template initialize<float>; }) return false;
  else if constexpr (Initializes<L, float> || Initializes<L, double> || std::is_final_v<L>) return false;
  else return !requires {
      &with_initialize<L>::initialize;
    };
}

/// Whether a shape has between 1 and max_scalars scalars.
template <class Shape> inline constexpr bool has_size = Shape::size > 0 && Shape::size <= max_scalars;
template <class Shape> using sound = std::conditional_t<has_size<Shape>, Shape, shape<1>>;

// A faulty layer that names its shapes keeps them, so that calls of the net still compile.
template <class In> using from_or_one = std::conditional_t<std::is_same_v<In, unknown>, shape<1>, In>;
template <class Written, class In> struct replacement { using type = placeholder<from_or_one<In>, from_or_one<In>>; };
template <class Written, class In>
requires(!is_net<Written>) && Described<Written>&& has_size<typename Written::input>&& has_size<
                                  typename Written::output> struct replacement<Written, In> {
  using type = placeholder<typename Written::input, typename Written::output>;
};
template <class T, class... L, class In> struct replacement<BasicNet<T, L...>, In> {
  using type = typename infer_shapes<In, L...>::recovered;
};
template <Composed L, class In> struct replacement<L, In> {
  using type = typename L::template infer_on<In>::recovered;
};

/// What check_layer says of a layer: the layer to compile with, and its fault.
template <class Layer, class Fault = nothing> struct verdict {
  using layer = Layer;
  using fault = Fault;
};
/// Checks the layer Written at index J for the input In: binds it, then reports the first rule it breaks.
template <std::size_t J, class Written, class In> consteval auto check_layer() {
  using L = typename bound<Written, In>::type;
  using from = from_or_one<In>;
  if constexpr (is_fault<L>) return verdict<typename replacement<Written, In>::type, typename L::template within<J>>{};
  else if constexpr (!Described<L>)
    return verdict<placeholder<from, from>,
                   typename decltype(_detail::missing_member<L>())::type::template within<J>>{};
  else if constexpr (L::input::size == 0 || L::output::size == 0)
    return verdict<placeholder<sound<typename L::input>, sound<typename L::output>>,
                   fault<mistake::zero_size, sinew::mistake::layer<J>, Written>>{};
  else if constexpr (L::input::size > max_scalars || L::output::size > max_scalars || L::parameters > max_scalars)
    return verdict<
        placeholder<sound<typename L::input>, sound<typename L::output>>,
        fault<mistake::absurd_size, sinew::mistake::layer<J>, Written, expected<at_most<scalars<max_scalars>>>>>{};
  else if constexpr (!std::is_same_v<In, unknown> && !std::is_same_v<In, typename L::input>)
    return verdict<L,
                   fault<mistake::shape_mismatch, sinew::mistake::layer<J>, given<In>, expected<typename L::input>>>{};
  else if constexpr (is_view<L, probe>() && L::input::size != L::output::size)
    return verdict<placeholder<typename L::input, typename L::output>,
                   fault<mistake::view_of_another_size, sinew::mistake::layer<J>, given<typename L::output>,
                         expected<typename L::input>>>{};
  else if constexpr (!Forward<L>)
    return verdict<placeholder<typename L::input, typename L::output>,
                   fault<mistake::layer_without_forward, sinew::mistake::layer<J>, Written>>{};
  else if constexpr (!Backward<L>)
    return verdict<placeholder<typename L::input, typename L::output>,
                   fault<mistake::layer_without_backward, sinew::mistake::layer<J>, Written>>{};
  else if constexpr (_detail::initialize_is_never_called<L>())
    return verdict<L, fault<mistake::initialize_is_never_called, sinew::mistake::layer<J>, Written>>{};
  else return verdict<L>{};
}
template <std::size_t J, class L, class In> struct checked_layer : decltype(_detail::check_layer<J, L, In>()) {};
// The only recursion: a layer's input is the output of the layer before.
template <std::size_t J, class In, class List> struct checked_at
    : checked_layer<J, element<J, List>, typename checked_at<J - 1, In, List>::layer::output> {};
template <class In, class List> struct checked_at<0, In, List> : checked_layer<0, element<0, List>, In> {};

/// All layers of infer_shapes, by index.
template <class In, class Indices, class... L> struct inferred;
template <class In, std::size_t... J, class... L> struct inferred<In, std::index_sequence<J...>, L...> {
  template <std::size_t K> using at = checked_at<K, In, list<L...>>;
  using fault = typename first_of<typename at<J>::fault...>::type;
  /// The layers, with every faulty one replaced: the rest of the program compiles with these.
  using recovered = sequence<typename at<J>::layer...>;
};

/// fault: the first mistake, or `nothing`. type: the sequence of bound layers, or the fault.
template <class In, class... L> struct infer_shapes : _detail::inferred<In, std::index_sequence_for<L...>, L...> {
  using fault = typename infer_shapes::inferred::fault;
  using type =
      std::conditional_t<std::is_same_v<fault, mistake::nothing>, typename infer_shapes::inferred::recovered, fault>;
};
template <class In> struct infer_shapes<In> {
  using fault = mistake::refuse<mistake::net_without_layers>;
  using type = fault;
  using recovered = sequence<_detail::placeholder<shape<1>, shape<1>>>;
};

}  // namespace sinew::_detail
