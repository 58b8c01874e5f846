#pragma once
/// Two versions of a net.

#include <memory>

#include <sinew/sinew.hpp>

/// Version 0 or 1.
template <class Net> const Net& version_of(int version) {
  static const std::unique_ptr<Net[]> nets = [] {
    std::unique_ptr<Net[]> both(new Net[2]);
    for (unsigned v = 0; v < 2; ++v) sinew::initialize(both[v], 7 + v);
    return both;
  }();
  return nets[static_cast<std::size_t>(version)];
}
/// Which version a net is; −1 if it is not `expected`, which something else in the file says.
template <class Net> int version_in(const Net& net, int expected) {
  const Net& other = version_of<Net>(expected);
  bool same = net.parameters == other.parameters;
  if constexpr (Net::layers::buffers > 0) same = same && net.buffers == other.buffers;
  return same ? expected : -1;
}
