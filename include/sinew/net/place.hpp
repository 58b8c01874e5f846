#pragma once
/// \file
/// place<Layers, Path...>: the layer at the end of a path through layers of layers, and where its parameters begin.

#include <cstddef>
#include <type_traits>

#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>

namespace sinew::detail {

template <class Layer, std::size_t Begin, class Fault = nothing> struct found_place {
  using layer = Layer;
  using fault = Fault;
  static constexpr std::size_t begin = Begin;
};
/// Before: the path that has led to L, whose slice begins at Begin.
template <class Before, class L, std::size_t Begin, std::size_t... Path> struct place_at { using type = found_place<L, Begin>; };
template <std::size_t... Before, class L, std::size_t Begin, std::size_t I, std::size_t... Rest>
struct place_at<layer<Before...>, L, Begin, I, Rest...> {
  static consteval auto step() {
    if constexpr (!requires { L::depth; L::slice; }) {
      return std::type_identity<found_place<L, 0, mistake::no_layers_within<layer<Before...>, L>>>{};
    } else if constexpr (I >= L::depth) {
      using Bounds = mistake::no_such_layer<given<layer<Before..., I>>, expected<at_most<layer<Before..., L::depth - 1>>>>;
      return std::type_identity<found_place<L, 0, Bounds>>{};
    } else {
      return place_at<layer<Before..., I>, typename L::template at<I>, Begin + L::slice[I], Rest...>{};
    }
  }
  using type = typename decltype(step())::type;
};
template <class Layers, std::size_t... Path> using place = typename place_at<layer<>, Layers, 0, Path...>::type;

/// The layer there; or a mistake, and the layer that it was sought in.
template <class Place> struct layer_of_place { using type = typename Place::layer; };
template <class Place> requires (!std::is_same_v<typename Place::fault, nothing>)
struct layer_of_place<Place> : Place::fault { using type = typename Place::layer; };

}  // namespace sinew::detail
