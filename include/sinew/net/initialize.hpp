#pragma once
/// \file
/// initialize(net, seed): sets the parameters to random values, each layer by its own scheme; initialize(net, seed,
/// Scheme{}): all layers by one.

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/initializer/concept.hpp>
#include <sinew/initializer/fault.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/plan/composite.hpp>
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
/// Sets all parameters to 0 and the buffers to their first values.
template <class T, class... L> constexpr void clear_net(BasicNet<T, L...>& net) noexcept {
  using scalar = typename BasicNet<T, L...>::scalar;
  net.parameters.fill(scalar(0));  // not net = {}: a large net would overflow the stack
  if constexpr (BasicNet<T, L...>::layers::buffers > 0) {
    net.buffers.fill(scalar(0));
    _detail::initialize_buffers<typename BasicNet<T, L...>::layers>(std::span(net.buffers));
  }
}
}  // namespace _detail

/// Sets all parameters and buffers to their initial values. A Dense layer draws its weights by the initializer it names
/// or by the default of its activation (He for ReLU, Xavier for tanh and sigmoid), and sets its biases to 0. Buffers
/// get the values that their layer defines (BatchNorm: mean 0, variance 1), or 0. Layers without an `initialize` start
/// at 0. An engine in the same state gives the same bits on every platform and compiler.
/// Misuse: other arguments → `mistake::wrong_arguments_to_initialize`, or `mistake::not_a_net`.
template <class T, class... L> constexpr void initialize(BasicNet<T, L...>& net, Engine& engine) noexcept {
  _detail::clear_net(net);
  BasicNet<T, L...>::layers::initialize(std::span(net.parameters), engine);
}
/// The same with an engine made from `seed`: `initialize(net, 1)`.
template <class T, class... L> constexpr void initialize(BasicNet<T, L...>& net, std::uint64_t seed) noexcept {
  Engine engine(seed);
  initialize(net, engine);
}
/// The same, with the weights of every layer drawn by one scheme, whatever initializer the layer names or its
/// activation recommends: initialize(net, 1, PyTorchDefault{}), initialize(net, 1, Orthogonal<>{}). It is that of all
/// weight matrices of Dense, convolutions, FiLM, RNN, GRU, LSTM and SelfAttention, and of their biases if it sets
/// biases, else these are 0 (of FiLM 1 and 0, as ever). Embedding and normalizations begin by themselves, and so does a
/// layer of your own, unless it has an initialize_by<Scheme>(parameters, engine).
/// Misuse: a scheme with a fault of its own → that of the initializer, at the first layer.
/// PyTorch: net.apply(function) with a function of torch.nn.init.
template <class T, class... L, Initializer Scheme>
requires std::is_same_v<_detail::initializer_fault<Scheme>, mistake::nothing>
constexpr void initialize(BasicNet<T, L...>& net, Engine& engine, Scheme) noexcept {
  _detail::clear_net(net);
  BasicNet<T, L...>::layers::template initialize_by<Scheme>(std::span(net.parameters), engine);
}
/// The same with an engine made from `seed`.
template <class T, class... L, Initializer Scheme>
requires std::is_same_v<_detail::initializer_fault<Scheme>, mistake::nothing>
constexpr void initialize(BasicNet<T, L...>& net, std::uint64_t seed, Scheme scheme) noexcept {
  Engine engine(seed);
  initialize(net, engine, scheme);
}
namespace _detail {
template <class Net, class... Rest> inline constexpr bool initializes = false;
template <class T, class... L, class Seed> inline constexpr bool initializes<BasicNet<T, L...>, Seed> =
    std::is_convertible_v<Seed, std::uint64_t> || std::is_same_v<Seed, Engine&>;
template <class T, class... L, class Seed, class Scheme>
inline constexpr bool initializes<BasicNet<T, L...>, Seed, Scheme> =
    initializes<BasicNet<T, L...>, Seed>&& Initializer<std::remove_cvref_t<Scheme>>&&
        std::is_same_v<initializer_fault<std::remove_cvref_t<Scheme>>, mistake::nothing>;
/// The fault of a scheme, the last of three arguments of initialize, at the first layer; else nothing.
template <class... Rest> struct scheme_fault { using type = mistake::nothing; };
template <class Seed, Initializer Scheme> struct scheme_fault<Seed, Scheme>
    : fault_of_part<0, initializer_fault<Scheme>> {};
}  // namespace _detail
/// Catches arguments that fit no overload.
template <class Net, class... Rest>
requires(!_detail::initializes<Net, Rest...>) constexpr void initialize(Net&, Rest&&...) noexcept {
  using Fault = typename _detail::scheme_fault<std::remove_cvref_t<Rest>...>::type;
  if constexpr (!_detail::is_net<std::remove_const_t<Net>>)
    decltype(mistake::tell(mistake::of<mistake::not_a_net<Net>>)){};
  else if constexpr (!std::is_same_v<Fault, mistake::nothing>)
    decltype(mistake::tell(mistake::of<Fault>, mistake::of<std::remove_const_t<Net>>)){};
  else
    decltype(mistake::tell(
        mistake::of<
            mistake::wrong_arguments_to_initialize<mistake::given<Net, std::remove_reference_t<Rest>...>,
                                                   mistake::expected<std::remove_const_t<Net>, std::uint64_t>>>)){};
}

}  // namespace sinew
