#pragma once
/// \file
/// sequence<L...>: layers one after the other: all of a net but the storage. It is a layer itself, so nets nest.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/least.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/layer/contract.hpp>
#include <sinew/layer/pass_through.hpp>
#include <sinew/net/composite.hpp>
#include <sinew/net/pipeline.hpp>

namespace sinew {

namespace detail {

template <class L> concept Fusible = requires { L::fusible; };
template <class L, class Next> concept FusesWith = requires { typename L::template fused_with<Next>; };

/// What runs in the place of L: it and the layer behind it in one; nothing, if the layer before it does so; or L.
template <class Before, class L, class Next> struct stage { using type = L; };
template <class Before, Fusible L, class Next> requires FusesWith<L, Next> struct stage<Before, L, Next> {
  using type = typename L::template fused_with<Next>;
};
template <Fusible Before, class L, class Next> requires FusesWith<Before, L> struct stage<Before, L, Next> {
  using type = PassThrough::on<typename L::output>;
};

template <class Indices, class... L> struct stages;
template <std::size_t... I, class... L> struct stages<std::index_sequence<I...>, L...> {
  using neighbours = list<nothing, L..., nothing>;
  using type = pipeline<typename stage<element<I, neighbours>, L, element<I + 2, neighbours>>::type...>;
};
template <class... L> struct pipeline_of { using type = pipeline<L...>; };
template <class... L> requires (first_true({Fusible<L>...}) < sizeof...(L))
struct pipeline_of<L...> : stages<std::index_sequence_for<L...>, L...> {};

}  // namespace detail

/// Its passes are those of the pipeline, in which pairs that run faster as one are fused; its books name every layer.
template <class... L> struct sequence : detail::pipeline_of<L...>::type {
  using layers = list<L...>;
  template <std::size_t I> using at = element<I, layers>;
  /// Its passes with each layer by itself: for those who look at what every layer puts out.
  using unfused = pipeline<L...>;
  /// What layer I puts out is never stored: the next one is computed with it.
  template <std::size_t I> static constexpr bool fused_with_next =
      !std::is_same_v<typename sequence::pipeline::template at<I>::output, typename at<I>::output>;
  static constexpr std::size_t multiply_adds = unfused::multiply_adds;
};

}  // namespace sinew
