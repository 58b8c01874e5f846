#pragma once
/// \file
/// shape<D...>: the extents of one sample, as a type. shape<784> is a vector, shape<1, 28, 28> an image (channels, height, width).

#include <cstddef>

namespace sinew {

template <std::size_t... D> struct shape {
  /// Scalars in one sample: the product of the extents.
  static constexpr std::size_t size = (D * ... * 1);
  static constexpr std::size_t rank = sizeof...(D);
};

/// What reaches the first layer of a net: nothing is known of it before a layer names its own input.
struct unknown;

}  // namespace sinew
