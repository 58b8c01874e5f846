#pragma once
/// \file
/// Parts of the sentences of mistake/data.hpp and mistake/report.hpp: rows and scalers, points of a plane.

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/mistake/sentence.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The row that X is or consists of: a std::array; void if there is none.
template <class X> struct row_in { using type = void; };
template <class T, std::size_t N> struct row_in<std::array<T, N>> { using type = std::array<T, N>; };
template <class X>
requires requires { typename row_in<typename X::value_type>::type::value_type; }
struct row_in<X> : row_in<typename X::value_type> {};
/// What to write where a scaler of rows of type Row is given X: a scaler that fits X's rows.
template <class X, class Row> struct scaler_for {
  static constexpr auto value = _detail::say("write ", _detail::name<Row>(), ", or a vector or span of them");
};
template <class X, class T, std::size_t N>
requires std::same_as<typename row_in<std::remove_const_t<X>>::type, std::array<T, N>>
struct scaler_for<X, std::array<T, N>> {
  static constexpr auto value = _detail::say("write rows that are not const");
};
template <class X, class T, std::size_t N>
requires(std::floating_point<typename row_in<std::remove_const_t<X>>::type::value_type> &&
         !std::same_as<typename row_in<std::remove_const_t<X>>::type,
                       std::array<T, N>>) struct scaler_for<X, std::array<T, N>> {
  template <class Row> struct written;
  template <class U, std::size_t M> struct written<std::array<U, M>> {
    static constexpr auto value =
        _detail::say("StandardScaler<", _detail::name<U>(), ", ", _detail::separated<M>(), ">");
  };
  static constexpr auto value =
      _detail::say("write ", written<typename row_in<std::remove_const_t<X>>::type>::value, " (or MinMaxScaler)");
};
template <std::size_t... J> constexpr auto listed_zeros(std::index_sequence<J...>) {
  return _detail::say((static_cast<void>(J), ", 0")...);
}
/// A point of the plane as the input of a net: "{p[0], p[1], 0, 0}".
template <std::size_t Inputs> constexpr auto point_of_plane = [] {
  if constexpr (Inputs == 1) return _detail::say("{p[0]}");
  else if constexpr (Inputs <= 8)
    return _detail::say("{p[0], p[1]", _detail::listed_zeros(std::make_index_sequence<Inputs - 2>{}), "}");
  else return _detail::say("{p[0], p[1], …}");
}();
template <class Input> inline constexpr bool is_point = false;
template <std::floating_point T> inline constexpr bool is_point<std::array<T, 2>> = true;

}  // namespace sinew::_detail
