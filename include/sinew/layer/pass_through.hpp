#pragma once
/// \file
/// PassThrough: a layer that returns its input, at no cost.

#include <cstddef>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

/// y = x, of any shape. In a Concat it is the branch that skips the others: Concat<PassThrough, Dense<8, 4, ReLU>>.
/// (Identity, in contrast, is the activation y = z.)
/// PyTorch: Identity.
struct PassThrough {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = 0;
    template <class Run> static constexpr bool view = true;
  };
};

}  // namespace sinew
