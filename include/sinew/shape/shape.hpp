#pragma once
/// \file
/// shape<D...>: the extents of one sample, as a type. shape<784> is a vector, shape<1, 28, 28> an image (channels,
/// height, width).

#include <cstddef>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// More scalars than this no computer holds (256 GiB of floats): a layer or sample of more is a mistake.
inline constexpr std::size_t most_scalars = ~std::size_t{} >> (sizeof(std::size_t) > 4 ? 28 : 4);
/// a·b, or most_scalars + 1 where it is more than that: a size that wraps around would be taken for a small one.
constexpr std::size_t bounded_product(std::size_t a, std::size_t b) noexcept {
  return b == 0 || a <= most_scalars / b ? a * b : most_scalars + 1;
}

/// What reaches the first layer of a net: nothing is known of it before a layer names its own input.
struct unknown;

}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

template <std::size_t... D> struct shape {
  /// Scalars in one sample: the product of the extents.
  static constexpr std::size_t size = (static_cast<double>(D) * ... * 1.0) <= static_cast<double>(_detail::most_scalars)
                                          ? (D * ... * 1)
                                          : _detail::most_scalars + 1;
  static constexpr std::size_t rank = sizeof...(D);
};

}  // namespace sinew
