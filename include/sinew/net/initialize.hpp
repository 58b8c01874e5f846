#pragma once
/// \file
/// initialize(net, seed): sets the parameters to random values, each layer by its own scheme.

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// Sets the first values of a layer's buffers by `L::initialize_buffers(span)`, if there is one, or those of the layers
/// inside it.
template <class L, class T, std::size_t N> constexpr void initialize_buffers(std::span<T, N> all) noexcept {
  if constexpr (requires { L::initialize_buffers(all); }) L::initialize_buffers(all);
  else if constexpr (requires {
                       L::depth;
                       L::buffer;
                     })
    [&]<std::size_t... J>(std::index_sequence<J...>) {
      const bool in_order[] = {(_detail::initialize_buffers<typename L::template at<J>>(
                                    all.template subspan<L::buffer[J], buffers_of<typename L::template at<J>>()>()),
                                true)...};
      static_cast<void>(in_order);
    }
  (std::make_index_sequence<L::depth>{});
}
}  // namespace _detail

/// Sets all parameters and buffers to their initial values. A Dense layer draws its weights by the initializer it names
/// or by the default of its activation (He for ReLU, Xavier for tanh and sigmoid), and sets its biases to 0. Buffers
/// get the values that their layer defines (BatchNorm: mean 0, variance 1), or 0. Layers without an `initialize` start
/// at 0. An engine in the same state gives the same bits on every platform and compiler.
/// Misuse: other arguments → `mistake::wrong_arguments_to_initialize`, or `mistake::not_a_net`.
template <class T, class... L> constexpr void initialize(BasicNet<T, L...>& net, Engine& engine) noexcept {
  using scalar = typename BasicNet<T, L...>::scalar;
  net.parameters.fill(scalar(0));  // not net = {}: a large net would overflow the stack
  if constexpr (BasicNet<T, L...>::layers::buffers > 0) {
    net.buffers.fill(scalar(0));
    _detail::initialize_buffers<typename BasicNet<T, L...>::layers>(std::span(net.buffers));
  }
  BasicNet<T, L...>::layers::initialize(std::span(net.parameters), engine);
}
/// The same with an engine made from `seed`: `initialize(net, 1)`.
template <class T, class... L> constexpr void initialize(BasicNet<T, L...>& net, std::uint64_t seed) noexcept {
  Engine engine(seed);
  initialize(net, engine);
}
namespace _detail {
template <class Net, class... Rest> inline constexpr bool initializes = false;
template <class T, class... L, class Seed> inline constexpr bool initializes<BasicNet<T, L...>, Seed> =
    std::is_convertible_v<Seed, std::uint64_t> || std::is_same_v<Seed, Engine&>;
}  // namespace _detail
/// Catches arguments that fit no overload.
template <class Net, class... Rest>
requires(!_detail::initializes<Net, Rest...>) constexpr void initialize(Net&, Rest&&...) noexcept {
  if constexpr (!_detail::is_net<std::remove_const_t<Net>>)
    decltype(mistake::tell(mistake::of<mistake::not_a_net<Net>>)){};
  else
    decltype(mistake::tell(
        mistake::of<
            mistake::wrong_arguments_to_initialize<mistake::given<Net, std::remove_reference_t<Rest>...>,
                                                   mistake::expected<std::remove_const_t<Net>, std::uint64_t>>>)){};
}

}  // namespace sinew
