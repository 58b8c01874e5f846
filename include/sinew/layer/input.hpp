#pragma once
/// \file
/// Input<D...>: names the shape of a sample where the first layer leaves its input open, at no cost.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shape.hpp>

namespace SINEW_NAMESPACE {

/// y = x.
/// Example: Net<Input<1, 28, 28>, Flatten, Dense<784, 10, Softmax>>.
/// Shapes: x and y (Batch, D...).
template <std::size_t... D> struct Input {
  using input = shape<D...>;
  using output = input;
  static constexpr std::size_t parameters = 0, modules = 0;
  template <class Run> static constexpr bool view = true;
};

}  // namespace sinew
