#pragma once
/// \file
/// Reshape<D...>: the same values in another shape, at no cost.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/own_layer.hpp>

namespace SINEW_NAMESPACE {

/// y = x in row-major order: Reshape<1, 28, 28> makes an image of 784 values. (Flatten makes a vector of any shape.)
/// Shapes: x (Batch, any), y (Batch, D...), with the same number of values.
/// Misuse: a different number of values → mistake::view_of_another_size, which shows both shapes.
template <std::size_t First, std::size_t... D> struct Reshape {
  template <class In> struct bound {
    using input = In;
    using output = shape<First, D...>;
    static constexpr std::size_t parameters = 0;
    template <class Run> static constexpr bool view = true;
  };
  template <class In> using on = std::conditional_t<
      In::size == shape<First, D...>::size, bound<In>,
      mistake::refuse<mistake::view_of_another_size, mistake::given<shape<First, D...>>, mistake::expected<In>>>;
};

}  // namespace sinew
