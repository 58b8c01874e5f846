#pragma once
/// \file
/// Sequential<L...>: layers one after the other, as one layer.

#include <sinew/net/chain.hpp>

namespace sinew {

/// A Net without parameters of its own, to stand among the layers of another: Concat<PassThrough, Sequential<Flatten, Dense<12, 4, ReLU>>>.
/// A Net can stand there as well, if its first layer names its input; this takes the shape that reaches it.
template <class... L> struct Sequential {
  template <class In> using chain_on = chain<In, L...>;
};

}  // namespace sinew
