#pragma once
/// \file
/// What a layer of a program's own, a Reshape or a Permute should have been: for sentences about mistakes.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/correction.hpp>
#include <sinew/mistake/member.hpp>
#include <sinew/mistake/reaching.hpp>
#include <sinew/mistake/sentence.hpp>

// Declared here because these headers come after this one: layer/permute.hpp, layer/reshape.hpp.
namespace SINEW_NAMESPACE {
template <std::size_t First, std::size_t... D> struct Reshape;
template <std::size_t... Axes> struct Permute;
}  // namespace sinew

namespace SINEW_NAMESPACE::_detail {

/// The layer as it is for the shape Given: L::on<Given>, or L itself.
template <class L, class Given> struct bound_layer_to { using type = L; };
template <class L, class Given>
requires requires { typename L::template on<Given>; }
struct bound_layer_to<L, Given> {
  using type = typename L::template on<Given>;
};
template <class L, class Given> using bound_to = typename bound_layer_to<L, Given>::type;

// Whether L has a member of this name, be it a template: it becomes ambiguous with that of another base class.
struct named_forward {
  int forward;
};
struct named_backward {
  int backward;
};
template <class L, class Name> struct both_named : L, Name {};
template <class L> consteval bool has_member_forward() {
  if constexpr (!std::is_class_v<L> || std::is_final_v<L>) return requires {
      &L::forward;
    };
  else return !requires {
      &both_named<L, named_forward>::forward;
    };
}
template <class L> consteval bool has_member_backward() {
  if constexpr (!std::is_class_v<L> || std::is_final_v<L>) return requires {
      &L::backward;
    };
  else return !requires {
      &both_named<L, named_backward>::backward;
    };
}

/// What backward does besides, in a layer with parameters.
template <class L> inline constexpr text_view adds_gradients{};
template <class L>
requires(L::parameters > 0) inline constexpr text_view adds_gradients<L> =
    " and adds the gradient of the parameters to pass.dparameters";

/// " has no input", or that it has one of another kind.
template <class L, class Member> consteval auto lacking() {
  constexpr auto lacks = _detail::say(" has no ", _detail::word_of<Member>());
  if constexpr (std::is_same_v<Member, mistake::member::parameters>) {
    if constexpr (requires { L::parameters; }) return _detail::say(" has parameters that are not a constant number");
    else return lacks;
  } else if constexpr (std::is_same_v<Member, mistake::member::input>) {
    if constexpr (
        requires { L::input; } || requires { typename L::input; })
      return _detail::say(" has an input that is not a shape");
    else return lacks;
  } else if constexpr (std::is_same_v<Member, mistake::member::tensors>) {
    return _detail::say(" has a member tensors that cannot be called with a list of tensors");
  } else {
    if constexpr (
        requires { L::output; } || requires { typename L::output; })
      return _detail::say(" has an output that is not a shape");
    else return lacks;
  }
}
/// The shape that a declaration of L's input or output may name.
template <class L, class Reached> struct shape_of_input { using type = Reached; };
template <class L, class Reached>
requires requires { L::input::size; }
struct shape_of_input<L, Reached> {
  using type = typename L::input;
};
/// How L declares the member, with the shape of what reaches it; `declared` is how any layer does.
template <class L, class Member, class Reached, class Text> consteval auto declaration_in(const Text& declared) {
  using Shape = typename shape_of_input<L, Reached>::type;
  if constexpr (std::is_same_v<Shape, unknown> ||
                (!std::is_same_v<Member, mistake::member::input> && !std::is_same_v<Member, mistake::member::output>))
    return _detail::say("write ", declared);
  else if constexpr (std::is_same_v<Member, mistake::member::input>)
    return _detail::say("write using input = ", _detail::name<Shape>(), ";");
  else return _detail::say("write the shape of what it gives, such as using output = ", _detail::name<Shape>(), ";");
}

template <class L> inline constexpr bool is_reshape = false;
template <std::size_t... D> inline constexpr bool is_reshape<Reshape<D...>> = true;

/// Reshape<…> to N values, as near as possible to Given: another first extent, an image of a square, another last
/// extent, or a vector.
template <class Given, std::size_t N> struct reshape_to { using type = shape<N>; };
template <std::size_t C, std::size_t... D, std::size_t N>
requires(sizeof...(D) > 0) struct reshape_to<shape<C, D...>, N> {
  static consteval auto find() {
    constexpr std::size_t rest = (D * ...), root = _detail::square_root(C > 0 ? N / C : 0);
    if constexpr (rest > 0 && N % (rest > 0 ? rest : 1) == 0) return std::type_identity<shape<N / rest, D...>>{};
    else if constexpr (sizeof...(D) == 2 && C * root * root == N) return std::type_identity<shape<C, root, root>>{};
    else if constexpr (sizeof...(D) == 1 && C > 0 && N % (C > 0 ? C : 1) == 0)
      return std::type_identity<shape<C, N / C>>{};
    else return std::type_identity<shape<N>>{};
  }
  using type = typename decltype(find())::type;
};
template <class Given, std::size_t N> consteval auto reshape_of() {
  using Shape = typename reshape_to<Given, N>::type;
  if constexpr (Shape::rank < Given::rank) return _detail::say("extents whose product is ", _detail::number(N));
  else return reshape_text<Shape>::value;
}

/// What to write in place of a Permute whose axes are not 0, …, Rank − 1, each once: the same without the batch if it
/// counts the batch, as PyTorch does; else an example.
template <std::size_t... K> consteval auto axes_such_as(std::index_sequence<K...>) {
  return _detail::say("write each of ", _detail::separated<K...>(), " once, such as ",
                      _detail::name<Permute<sizeof...(K) - 1 - K...>>());
}
template <std::size_t Rank, class P> struct permute_of {
  static constexpr auto value = _detail::axes_such_as(std::make_index_sequence<Rank>{});
};
template <std::size_t Rank, std::size_t... Axes>
requires(sizeof...(Axes) == Rank && Rank > 0) struct permute_of<Rank, Permute<0, Axes...>> {
  static constexpr bool counts_batch = [] {
    bool named[Rank + 1]{true}, all = true;
    for (const std::size_t axis : {Axes...})
      if (axis <= Rank) named[axis] = true;
    for (const bool one : named) all = all && one;
    return all;
  }();
  static constexpr auto value = [] {
    if constexpr (counts_batch)
      return _detail::say("write ", _detail::name<Permute<Axes - 1 ...>>(), ", which does not count the batch");
    else return _detail::axes_such_as(std::make_index_sequence<Rank>{});
  }();
};

}  // namespace sinew::_detail
