#pragma once
/// \file
/// The mistake in the tensors that the layers of a net name: what tensors_of (net/tensors.hpp) and optimizers that step
/// by tensors report.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/layer/tensors.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/compose/is_net.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A layer made of layers.
template <class L> concept HasParts = requires {
  L::depth;
  L::slice;
  L::buffer;
};
/// Why the tensors of L are wrong, with the path of the first layer whose are: a fault, or nothing.
template <class L> consteval auto find_wrong_tensors() {
  if constexpr (L::parameters == 0 && buffers_of<L>() == 0) return std::type_identity<nothing>{};
  else if constexpr (HasParts<L>) return []<std::size_t... J>(std::index_sequence<J...>) {
      using First = first_of<typename decltype(_detail::find_wrong_tensors<typename L::template at<J>>())::type...>;
      return fault_of_part<First::index, typename First::type>{};
    }
  (std::make_index_sequence<L::depth>{});
  else return _detail::find_fault_of_tensors<L>(); }

/// The mistake, or `nothing`.
template <class Net> struct mistake_in_tensors { using type = mistake::not_a_net<Net>; };
template <class T, class... L> struct mistake_in_tensors<BasicNet<T, L...>> {
  using type = typename decltype(_detail::find_wrong_tensors<typename BasicNet<T, L...>::layers>())::type;
};

}  // namespace sinew::_detail
