#pragma once
/// \file
/// PassThrough: hands on what it is given. It costs nothing.

#include <cstddef>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE {

/// y = x, of any shape: the branch of a Concat that skips what the others do, Concat<PassThrough, Dense<8, 4, ReLU>>.
/// (Identity is the activation y = z.)
struct PassThrough {
  template <class In> struct on {
    using input = In;
    using output = In;
    static constexpr std::size_t parameters = 0;
    template <class Run> static constexpr bool view = true;
  };
};

}  // namespace sinew
