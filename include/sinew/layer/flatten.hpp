#pragma once
/// \file
/// Flatten: an image (or any shape) as a vector, at no cost.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>

namespace SINEW_NAMESPACE {

/// y = x as a vector, in row-major order.
/// Shapes: x (Batch, D...), y (Batch, D·…).
/// PyTorch: Flatten.
struct Flatten {
  template <class In> struct on {
    using input = In;
    using output = shape<In::size>;
    static constexpr std::size_t parameters = 0;
    template <class Run> static constexpr bool view = true;
  };
};

}  // namespace sinew
