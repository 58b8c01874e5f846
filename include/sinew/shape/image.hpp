#pragma once
/// \file
/// detail::image: a shape as an image.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A shape as an image: (channels, height, width); a sequence (channels, length) is one of height 1.
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
