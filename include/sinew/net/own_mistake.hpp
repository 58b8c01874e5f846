#pragma once
/// \file
/// The mistake in a net itself, for code that would instantiate the net and cause a second report.

#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/compose/infer_shapes.hpp>
#include <sinew/net/misuse.hpp>
#include <sinew/net/net.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The mistake, or `nothing`.
template <class Net> struct own_mistake { using type = mistake::not_a_net<Net>; };
template <class T, class... L> struct own_mistake<BasicNet<T, L...>> {
  using type = typename infer_shapes<unknown, L...>::fault;
};
template <class T, class... L>
requires(!NetScalar<T>) struct own_mistake<BasicNet<T, L...>> {
  using type = mistake::reports_itself<BasicNet<T, L...>>;
};
template <class Net> using own_mistake_of = typename own_mistake<Net>::type;
template <class Net> inline constexpr bool is_sound_net = std::is_same_v<own_mistake_of<Net>, nothing>;

}  // namespace sinew::_detail
