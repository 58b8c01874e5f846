#pragma once
/// \file
/// image<Shape>: the channels, height and width of a shape.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Reads shape<C, H, W> as an image (channels, height, width) and shape<C, N>, a sequence (channels, length), as an
/// image of height 1. Other shapes are neither.
template <class Shape> struct image { static constexpr bool is_image = false, is_sequence = false; };
template <std::size_t C, std::size_t H, std::size_t W> struct image<shape<C, H, W>> {
  static constexpr bool is_image = true, is_sequence = false;
  static constexpr std::size_t channels = C, height = H, width = W;
};
template <std::size_t C, std::size_t N> struct image<shape<C, N>> {
  static constexpr bool is_image = false, is_sequence = true;
  static constexpr std::size_t channels = C, height = 1, width = N;
};

}  // namespace sinew::_detail
