#pragma once
/// \file
/// Flatten: an image (or any shape) as a vector. It costs nothing.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>

namespace SINEW_NAMESPACE {

/// y = x, in the order of the extents.  Shapes: x (Batch, D...), y (Batch, D·…).
struct Flatten {
  template <class In> struct on {
    using input = In;
    using output = shape<In::size>;
    static constexpr std::size_t parameters = 0;
    template <class Run> static constexpr bool view = true;
  };
};

}  // namespace sinew
