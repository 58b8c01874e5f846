#pragma once
/// \file
/// shapes<S...>: the shapes of a sample of several parts, such as an image and five numbers.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/side_by_side.hpp>

namespace sinew {

/// The shapes of the inputs of a net with several inputs (Inputs), or of its outputs (Heads):
/// `shapes<shape<1, 28, 28>, shape<5>>`. In memory a sample is one array, in which the parts lie one after the other.
template <class... S> struct shapes {
  /// Scalars in one sample: the sum of those of the parts, or more than max_scalars if it is too large.
  static constexpr std::size_t size = [] {
    std::size_t sum = 0;
    const std::size_t sizes[] = {S::size..., 0};
    for (const std::size_t one : sizes) sum = one > _detail::max_scalars - sum ? _detail::max_scalars : sum + one;
    return sum;
  }();
  static constexpr std::size_t rank = 0;              ///< none: see the parts
  static constexpr std::size_t count = sizeof...(S);  ///< the number of parts
};

}  // namespace sinew

namespace SINEW_NAMESPACE::_detail {

/// How many parts a sample of this shape has: 1 of shape<D...>.
template <class Shape> inline constexpr std::size_t part_count = 1;
template <class... S> inline constexpr std::size_t part_count<shapes<S...>> = sizeof...(S);
/// Whether it is a shapes<S...>.
template <class Shape> inline constexpr bool has_several_parts = false;
template <class... S> inline constexpr bool has_several_parts<shapes<S...>> = true;

/// The shape of part J, and where it begins within a sample.
template <std::size_t J, class Shape> struct part_of_shape {
  using type = Shape;
  static constexpr std::size_t begin = 0;
};
template <std::size_t J, class... S>
requires(J < sizeof...(S)) struct part_of_shape<J, shapes<S...>> {
  using type = element<J, list<S...>>;
  static constexpr std::size_t begin = running_total<sizeof...(S)>({S::size...})[J];
};
template <std::size_t J, class Shape> using part_shape = typename part_of_shape<J, Shape>::type;
template <std::size_t J, class Shape> inline constexpr std::size_t part_begin = part_of_shape<J, Shape>::begin;

/// Samples of several parts fit beside no other.
template <class... S> struct extents_of<shapes<S...>> {
  static constexpr std::size_t first = 1;
  using rest = shapes<S...>;
  template <std::size_t> using with_first = shapes<S...>;
};

}  // namespace sinew::_detail
