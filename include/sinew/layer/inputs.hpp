#pragma once
/// \file
/// Inputs<S...>: names the shapes of the inputs of a net that has several, at no cost.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/shapes.hpp>

namespace SINEW_NAMESPACE {

/// y = x, a sample of several parts: the first layer of a net with several inputs, before Branches.
/// Example: Net<Inputs<shape<1, 28, 28>, shape<5>>, Branches<Flatten, PassThrough>, Dense<789, 10, Softmax>>.
/// In memory a sample is one array, in which the inputs lie one after the other. Flatten, too, takes all of them as one
/// vector.
/// Shapes: x and y (Batch, S...).
template <class... S> struct Inputs {
  using input = shapes<S...>;
  using output = input;
  static constexpr std::size_t parameters = 0, modules = 0;
  template <class Run> static constexpr bool view = true;
};

}  // namespace sinew
