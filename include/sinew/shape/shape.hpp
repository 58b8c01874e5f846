#pragma once
/// \file
/// shape<D...>: the extents of one sample as a type. shape<784> is a vector, shape<1, 28, 28> an image (channels,
/// height, width).

#include <cstddef>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The largest number of scalars a layer or sample may have: 256 GiB of floats on 64-bit targets. A larger size is a
/// mistake.
inline constexpr std::size_t max_scalars = ~std::size_t{} >> (sizeof(std::size_t) > 4 ? 28 : 4);
/// a·b, or max_scalars + 1 if the product is larger, so that a size that overflows is not taken for a small one.
constexpr std::size_t bounded_product(std::size_t a, std::size_t b) noexcept {
  return b == 0 || a <= max_scalars / b ? a * b : max_scalars + 1;
}

/// The shape that reaches the first layer of a net, before a layer has named its own input.
struct unknown;

}  // namespace sinew::_detail

namespace sinew {

/// The shape of one sample: its extents, from the outermost to the innermost.
template <std::size_t... D> struct shape {
  /// Scalars in one sample: the product of the extents, or max_scalars + 1 if it is larger than max_scalars.
  static constexpr std::size_t size = (static_cast<double>(D) * ... * 1.0) <= static_cast<double>(_detail::max_scalars)
                                          ? (D * ... * 1)
                                          : _detail::max_scalars + 1;
  static constexpr std::size_t rank = sizeof...(D);  ///< the number of extents
};

}  // namespace sinew
