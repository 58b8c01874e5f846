#pragma once
/// \file
/// list<T...>, an ordered list of types; element<J, list<T...>>, its J-th type, found by overload resolution without
/// recursion; repeat_type<N, T>, a list of equal types; first_of<T...>, the first type that is not `nothing`.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/nothing.hpp>

namespace SINEW_NAMESPACE::_detail {

using mistake::nothing;

template <std::size_t J, class T> struct indexed {};
template <class Indices, class... T> struct indexed_list;
template <std::size_t... J, class... T> struct indexed_list<std::index_sequence<J...>, T...> : indexed<J, T>... {};
template <std::size_t J, class T> std::type_identity<T> pick(const indexed<J, T>&);

template <class... T> struct list : _detail::indexed_list<std::index_sequence_for<T...>, T...> {};

/// The J-th type of a list. The call is qualified because argument-dependent lookup would complete every type in the
/// list.
template <std::size_t J, class List> using element = typename decltype(_detail::pick<J>(std::declval<List>()))::type;

template <class T, class Indices> struct repeated_type;
template <class T, std::size_t... J> struct repeated_type<T, std::index_sequence<J...>> {
  template <std::size_t> using same = T;
  using type = list<same<J>...>;
};
/// A list of N times T.
template <std::size_t N, class T> using repeat_type = typename repeated_type<T, std::make_index_sequence<N>>::type;

/// The object that references to an absent cache, state or engine bind to.
inline constinit nothing nowhere{};

/// The first type that is not `nothing`, and its index. If there is none: `nothing`, and the number of types.
template <class... T> struct first_of {
  static constexpr std::size_t index = first_true({!std::is_same_v<T, nothing>..., true});
  using type = element<index, list<T..., nothing>>;
};

}  // namespace sinew::_detail
