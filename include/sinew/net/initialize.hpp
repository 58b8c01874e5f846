#pragma once
/// \file
/// initialize(net, seed): random first weights, each layer by its own scheme.

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/net/net.hpp>
#include <sinew/net/workspace.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// The first values of a layer's buffers, or of those of the layers within: `initialize_buffers(span)`, if it has one.
template <class L, class T, std::size_t N> constexpr void initialize_buffers(std::span<T, N> all) noexcept {
  if constexpr (requires { L::initialize_buffers(all); }) L::initialize_buffers(all);
  else if constexpr (requires {
                       L::depth;
                       L::buffer;
                     })
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const bool in_order[] = {(_detail::initialize_buffers<typename L::template at<I>>(
                                    all.template subspan<L::buffer[I], buffers_of<typename L::template at<I>>()>()),
                                true)...};
      static_cast<void>(in_order);
    }
  (std::make_index_sequence<L::depth>{});
}
}  // namespace _detail

/// Sets all parameters: a Dense layer draws its weights by the initializer it names, or by its activation's own (He for
/// ReLU, Xavier for tanh and sigmoid), and starts its biases at 0. Buffers go back to what the layer says (BatchNorm:
/// mean 0, variance 1), or 0. The same seed gives the same bits on every platform and compiler. Layers without an
/// `initialize` of their own start at 0.
template <class T, class... L> constexpr void initialize(BasicNet<T, L...>& net, Engine& engine) noexcept {
  using scalar = typename BasicNet<T, L...>::scalar;
  net.parameters.fill(scalar(0));  // not net = {}: a large net does not fit on the stack
  if constexpr (BasicNet<T, L...>::layers::buffers > 0) {
    net.buffers.fill(scalar(0));
    _detail::initialize_buffers<typename BasicNet<T, L...>::layers>(std::span(net.buffers));
  }
  BasicNet<T, L...>::layers::initialize(std::span(net.parameters), engine);
}
template <class T, class... L> constexpr void initialize(BasicNet<T, L...>& net, std::uint64_t seed) noexcept {
  Engine engine(seed);
  initialize(net, engine);
}
namespace _detail {
template <class Net, class... Rest> inline constexpr bool initializes = false;
template <class T, class... L, class Seed> inline constexpr bool initializes<BasicNet<T, L...>, Seed> =
    std::is_convertible_v<Seed, std::uint64_t> || std::is_same_v<Seed, Engine&>;
}  // namespace _detail
// Whatever fits none of the above.
template <class Net, class... Rest>
requires(!_detail::initializes<Net, Rest...>) constexpr void initialize(Net&, Rest&&...) noexcept {
  if constexpr (!_detail::is_net<std::remove_const_t<Net>>) mistake::not_a_net<Net>{};
  else
    mistake::wrong_arguments_to_initialize<mistake::given<Net, std::remove_reference_t<Rest>...>,
                                           mistake::expected<std::remove_const_t<Net>, std::uint64_t>>{};
}

}  // namespace sinew
