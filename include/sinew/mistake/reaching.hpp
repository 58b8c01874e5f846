#pragma once
/// \file
/// The shape that reaches a layer of a net, even of a net with mistakes: for sentences about mistakes.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/mistake/place.hpp>
#include <sinew/mistake/words.hpp>

namespace SINEW_NAMESPACE::_detail {

// Declared here because this header comes after this one: compose/infer_shapes.hpp.
template <std::size_t J, class In, class List> struct checked_at;

/// The shape that reaches branch J of Branches.
template <class L> inline constexpr bool is_branches = false;
template <class... L> inline constexpr bool is_branches<Branches<L...>> = true;
template <std::size_t J, class Reached> struct shape_in { using type = unknown; };
template <std::size_t J, class... S>
requires(J < sizeof...(S)) struct shape_in<J, shapes<S...>> {
  using type = element<J, list<S...>>;
};
/// The shape that reaches the end of a path within L, which Reached reaches.
template <class L, class Reached, std::size_t... Path> struct reaching_at { using type = Reached; };
template <class L, class Reached, std::size_t J> consteval auto reached_by_child() {
  if constexpr (is_branches<L>) return std::type_identity<typename shape_in<J, Reached>::type>{};
  else if constexpr (J == 0 || in_parallel<L>) return std::type_identity<Reached>{};
  else
    return std::type_identity<typename checked_at<J - 1, Reached, typename written_layers<L>::type>::layer::output>{};
}
template <class L, class Reached, std::size_t J, std::size_t... Rest> struct reaching_at<L, Reached, J, Rest...>
    : reaching_at<typename element_or_nothing<J, typename written_layers<L>::type>::type,
                  typename decltype(_detail::reached_by_child<L, Reached, J>())::type, Rest...> {};
/// The shape that reaches the layer at the place Where of the net In; `unknown` if none does or if there is no net.
template <class Where, class In> struct reaching;
template <std::size_t... Path, class In> struct reaching<mistake::layer<Path...>, In>
    : reaching_at<In, unknown, Path...> {};
template <std::size_t... Path> struct reaching<mistake::layer<Path...>, void> { using type = unknown; };

/// The largest r with r·r ≤ n, or 2¹⁵ if it is larger.
constexpr std::size_t square_root(std::size_t n) {
  std::size_t r = 0;
  while ((r + 1) * (r + 1) <= n && r < 1u << 15) ++r;
  return r;
}
}  // namespace sinew::_detail
