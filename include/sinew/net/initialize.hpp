#pragma once
/// \file
/// initialize(net, seed): random first weights, each layer by its own scheme.

#include <cstdint>
#include <span>
#include <type_traits>

#include <sinew/shape/mistake.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>

namespace sinew {

/// Sets all parameters: a Dense layer draws its weights by the initializer it names, or by its activation's own (He for ReLU, Xavier
/// for tanh and sigmoid), and starts its biases at 0. Buffers go back to 0.
/// The same seed gives the same bits on every platform and compiler. Layers without an `initialize` of their own start at 0.
template <class T, class... L> constexpr void initialize(BasicNet<T, L...>& net, Engine& engine) noexcept {
  using scalar = typename BasicNet<T, L...>::scalar;
  net.parameters.fill(scalar(0));   // not net = {}: a large net does not fit on the stack
  if constexpr (BasicNet<T, L...>::layers::buffers > 0) net.buffers.fill(scalar(0));
  BasicNet<T, L...>::layers::initialize(std::span(net.parameters), engine);
}
template <class T, class... L> constexpr void initialize(BasicNet<T, L...>& net, std::uint64_t seed) noexcept {
  Engine engine(seed);
  initialize(net, engine);
}
namespace detail {
template <class Net, class... Rest> inline constexpr bool initializes = false;
template <class T, class... L, class Seed> inline constexpr bool initializes<BasicNet<T, L...>, Seed> =
    std::is_convertible_v<Seed, std::uint64_t> || std::is_same_v<Seed, Engine&>;
}  // namespace detail
// Whatever fits none of the above.
template <class Net, class... Rest> requires (!detail::initializes<Net, Rest...>) constexpr void initialize(Net&, Rest&&...) noexcept {
  if constexpr (!detail::is_net<std::remove_const_t<Net>>) mistake::not_a_net<Net>{};
  else mistake::wrong_arguments_to_initialize<given<Net, std::remove_reference_t<Rest>...>, expected<std::remove_const_t<Net>, std::uint64_t>>{};
}

}  // namespace sinew
