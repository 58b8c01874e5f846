#pragma once
/// \file
/// initialize(net, seed): random first weights, each layer by its own scheme.

#include <cstdint>
#include <span>

#include <sinew/random/engine.hpp>
#include <sinew/net/net.hpp>

namespace sinew {

/// Sets all parameters: a Dense layer draws its weights by the initializer it names, or by its activation's own (He for ReLU, Xavier
/// for tanh and sigmoid), and starts its biases at 0. Buffers go back to 0.
/// The same seed gives the same bits on every platform and compiler. Layers without an `initialize` of their own start at 0.
template <class T, class... L> constexpr void initialize(BasicNet<T, L...>& net, Engine& engine) noexcept {
  net.parameters.fill(T(0));   // not net = {}: a large net does not fit on the stack
  if constexpr (BasicNet<T, L...>::layers::buffers > 0) net.buffers.fill(T(0));
  BasicNet<T, L...>::layers::initialize(std::span(net.parameters), engine);
}
template <class T, class... L> constexpr void initialize(BasicNet<T, L...>& net, std::uint64_t seed) noexcept {
  Engine engine(seed);
  initialize(net, engine);
}

}  // namespace sinew
