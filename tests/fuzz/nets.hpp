#pragma once
/// What the loaders of weights leave of a net.

#include <cstddef>
#include <cstring>

#include <sinew/io/narrow.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/tensors.hpp>

namespace fuzz {

/// Whether parameters and buffers are the same bits.
template <class Net> bool same_bytes(const Net& a, const Net& b) {
  if constexpr (Net::layers::buffers > 0)
    if (std::memcmp(&a.buffers, &b.buffers, sizeof a.buffers) != 0) return false;
  return std::memcmp(&a.parameters, &b.parameters, sizeof a.parameters) == 0;
}
/// Whether all tensors of a net are finite.
template <class Net> bool is_finite(const Net& net) {
  bool finite = true;
  for (const auto& t : sinew::tensors_of<Net>)
    t.each_position([&](std::size_t at) {
      if constexpr (Net::layers::buffers > 0)
        if (t.buffer) {
          finite &= sinew::_detail::is_finite(net.buffers[at]);
          return;
        }
      finite &= sinew::_detail::is_finite(net.parameters[at]);
    });
  return finite;
}

}  // namespace fuzz
