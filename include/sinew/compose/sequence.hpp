#pragma once
/// \file
/// `sequence<L...>`: layers one after the other as one layer. Net, Sequential and each branch of Residual and Concat
/// become a sequence once shapes are known (compose/infer_shapes.hpp). It fuses neighbours that run faster as one, and
/// runs the result as a pipeline (plan/pipeline.hpp).

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/pass_through.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/plan/pipeline.hpp>

namespace SINEW_NAMESPACE::_detail {

template <class L> concept Fusible = requires { L::fusible; };
template <class L, class Next> concept FusesWith = requires { typename L::template fused_with<Next>; };

/// What runs instead of L: L fused with the next layer, a view if L is fused with the layer before it, or L itself.
template <class Before, class L, class Next> struct stage { using type = L; };
template <class Before, Fusible L, class Next>
requires FusesWith<L, Next>
struct stage<Before, L, Next> {
  using type = typename L::template fused_with<Next>;
};
template <Fusible Before, class L, class Next>
requires FusesWith<Before, L>
struct stage<Before, L, Next> {
  using type = PassThrough::on<typename L::output>;
};

template <class Indices, class... L> struct stages;
template <std::size_t... J, class... L> struct stages<std::index_sequence<J...>, L...> {
  using neighbours = list<nothing, L..., nothing>;
  using type = pipeline<typename stage<element<J, neighbours>, L, element<J + 2, neighbours>>::type...>;
};
template <class... L> struct pipeline_of { using type = pipeline<L...>; };
template <class... L>
requires(first_true({Fusible<L>...}) < sizeof...(L)) struct pipeline_of<L...>
    : stages<std::index_sequence_for<L...>, L...> {
};

/// The layers L... one after the other. Parameters and paths are those of L...; passes are those of the pipeline, in
/// which some pairs are fused.
template <class... L> struct sequence : _detail::pipeline_of<L...>::type {
  using layers = _detail::list<L...>;
  template <std::size_t J> using at = _detail::element<J, layers>;
  /// The passes without fusion, which produce the output of every layer.
  using unfused = pipeline<L...>;
  /// Whether layer J is fused with the next one; its output is then never stored.
  template <std::size_t J> static constexpr bool fused_with_next =
      !std::is_same_v<typename sequence::pipeline::template at<J>::output, typename at<J>::output>;
  static constexpr std::size_t multiply_adds = unfused::multiply_adds;
};

}  // namespace sinew::_detail
