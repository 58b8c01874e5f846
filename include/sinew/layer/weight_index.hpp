#pragma once
/// \file
/// Named and checked indices of the weights of a layer, for net.weight<J>() and net.bias<J>().

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The indices of a weight of Dense: `net.weight<0>({.in = 3, .out = 1})`.
struct dense_weight_index {
  std::size_t in, out;
};
/// The indices of a weight of a convolution: `net.weight<0>({.channel = 0, .row = 1, .column = 2, .out = 5})`.
struct convolution_weight_index {
  std::size_t channel, row, column, out;
};

/// The indices of a weight of a causal convolution: `net.weight<0>({.channel = 0, .tap = 2, .out = 5})`.
struct causal_weight_index {
  std::size_t channel, tap, out;
};

/// A function and the name of one of its indices, for the message of check_index().
struct index_name {
  const char *function, *index;
};

/// Aborts with a message that names the index, its value and its bound unless at < extent.
constexpr void check_index(index_name name, std::size_t at, std::size_t extent) noexcept {
  precondition(at < extent, "net.{}: {} is {}, but must be less than {}", name.function, name.index, at, extent);
}

}  // namespace sinew::_detail
