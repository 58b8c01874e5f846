#pragma once
/// \file
/// list<T...>: types in order; element<I, list<T...>>, found by overload resolution in one step (no recursion);
/// first_of<T...>.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/mistake.hpp>

namespace SINEW_NAMESPACE::_detail {

using mistake::nothing;

template <std::size_t I, class T> struct indexed {};
template <class Indices, class... T> struct indexed_list;
template <std::size_t... I, class... T> struct indexed_list<std::index_sequence<I...>, T...> : indexed<I, T>... {};
template <std::size_t I, class T> std::type_identity<T> pick(const indexed<I, T>&);

template <class... T> struct list : _detail::indexed_list<std::index_sequence_for<T...>, T...> {};

/// The I-th type of a list. The call is qualified because argument-dependent look-up would complete every type in the
/// list.
template <std::size_t I, class List> using element = typename decltype(_detail::pick<I>(std::declval<List>()))::type;

/// The constant object of type `nothing`, for references to a cache, state or engine that does not exist.
inline constinit nothing nowhere{};

/// The first of the types that is not `nothing`, and its index; where there is none, `nothing` and their number.
template <class... T> struct first_of {
  static constexpr std::size_t index = first_true({!std::is_same_v<T, nothing>..., true});
  using type = element<index, list<T..., nothing>>;
};

}  // namespace SINEW_NAMESPACE::_detail
