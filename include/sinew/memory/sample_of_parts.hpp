#pragma once
/// \file
/// The samples that a net with several inputs accepts: a std::tuple, std::pair or other type like a tuple with one
/// sample for each input (memory/sample.hpp), or all values as one array. Bytes stand for pixels in each part.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <boost/hana/basic_tuple.hpp>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/memory/sample.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// The number of elements of a type like a tuple. An array is a sample, not a tuple of numbers.
template <class X> inline constexpr std::size_t tuple_elements = 0;
template <class X>
requires(!sample_of<X>::known && requires {
  std::tuple_size<X>::value;
}) inline constexpr std::size_t tuple_elements<X> = std::tuple_size<X>::value;

/// The parts of a sample that are arguments of their own, as in net(image, numbers).
template <class... X> struct given_parts {
  boost::hana::basic_tuple<const X*...> parts;
  constexpr explicit given_parts(const X&... x) noexcept : parts(&x...) {}
  template <std::size_t J> friend constexpr const auto& get(const given_parts& all) noexcept {
    return *boost::hana::at_c<J>(all.parts);
  }
};
template <class... X> inline constexpr std::size_t tuple_elements<given_parts<X...>> = sizeof...(X);

/// Element J, found by argument-dependent lookup.
template <std::size_t J, class X> constexpr const auto& element_of_tuple(const X& x) noexcept { return get<J>(x); }
template <std::size_t J, class X> using tuple_element_of =
    std::remove_cvref_t<decltype(_detail::element_of_tuple<J>(std::declval<const X&>()))>;

template <class X, class T, class Shape> inline constexpr bool is_sample_of_parts = false;
template <class X, class T, class... S>
requires(tuple_elements<X> == sizeof...(S)) inline constexpr bool is_sample_of_parts<X, T, shapes<S...>> = [
]<std::size_t... J>(std::index_sequence<J...>) {
  return (InputSample<tuple_element_of<J, X>, T, S::size> && ...);
}
(std::index_sequence_for<S...>{});
template <class X> inline constexpr bool is_array_of_numbers = [] {
  if constexpr (sample_of<X>::known) return std::is_arithmetic_v<typename sample_of<X>::scalar>;
  else return false;
}();
/// Whether X... are meant as the inputs of a net with several.
template <class Shape, class... X> inline constexpr bool are_given_as_parts = false;
template <class... S, class First, class Second, class... X>
inline constexpr bool are_given_as_parts<shapes<S...>, First, Second, X...> =
    is_array_of_numbers<First>&& is_array_of_numbers<Second> && (is_array_of_numbers<X> && ...);
/// Whether X... are the parts of such a sample.
template <class T, class Shape, class... X> inline constexpr bool are_parts_of_sample =
    is_sample_of_parts<given_parts<X...>, T, Shape>;
}  // namespace _detail

/// X is a valid input for a net whose input has this shape, over the scalar T.
template <class X, class T, class Shape> concept InputOf =
    InputSample<X, T, Shape::size> || _detail::is_sample_of_parts<std::remove_cvref_t<X>, T, Shape>;

/// Writes the values of x to `to`, those of one input after the other; bytes become byte / 255.
template <class T, class Shape, InputOf<T, Shape> X> constexpr void read_input(const X& x, T* to) noexcept {
  if constexpr (InputSample<X, T, Shape::size>) read_sample<T, Shape::size>(x, to);
  else [&]<std::size_t... J>(std::index_sequence<J...>) {
      (read_sample<T, _detail::part_shape<J, Shape>::size>(_detail::element_of_tuple<J>(x),
                                                           to + _detail::part_begin<J, Shape>),
       ...);
    }
  (std::make_index_sequence<_detail::part_count<Shape>>{});
}

namespace _detail {
/// prefetch_sample() of each part.
template <class X> constexpr void prefetch_input(const X& x) noexcept {
  if constexpr (sample_of<X>::known) _detail::prefetch_sample(x);
  else [&]<std::size_t... J>(std::index_sequence<J...>) {
      (_detail::prefetch_sample(_detail::element_of_tuple<J>(x)), ...);
    }
  (std::make_index_sequence<tuple_elements<X>>{});
}
}  // namespace _detail

}  // namespace sinew
