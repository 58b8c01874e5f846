#pragma once
/// \file
/// Mistakes of net/net.hpp: what its functions report about arguments that fit no overload.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/sample_of_parts.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/concept.hpp>
#include <sinew/net/head_outputs.hpp>
#include <sinew/net/workspace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A scalar that a net can compute in.
template <class T> concept NetScalar = std::is_same_v<T, float> || std::is_same_v<T, double>;

/// The net to continue with if the scalar was omitted and the first layer stands in its place.
template <class First, class... L> struct with_layer : BasicNet<float, L...> {};
template <class First, class... L>
requires(Described<First> || Open<First> || requires {
  typename First::template infer_on<unknown>;
}) struct with_layer<First, L...> : BasicNet<float, First, L...> {
};

/// The element type of a contiguous range, const if it cannot be written to; void if Range is not a contiguous range.
template <class Range> struct item { using type = void; };
template <class Range>
requires requires(Range&& range) {
  *std::data(range);
  std::size(range);
}
struct item<Range> {
  using type = std::remove_reference_t<decltype(*std::data(std::declval<std::remove_reference_t<Range>&>()))>;
};
template <class Range> using item_of = typename item<Range>::type;

/// The first mistake in samples Xs and outputs Ys of a net with the input In, or `nothing`.
template <class T, class In, class Output, class Xs, class Ys> consteval auto find_samples_mistake() {
  using X = item_of<const Xs>;
  using Y = item_of<Ys>;
  if constexpr (std::is_void_v<X>) return std::type_identity<input_mistake_of<T, In, Xs, std::remove_cvref_t<Ys>>>{};
  else if constexpr (!InputOf<X, T, In>) return std::type_identity<input_mistake_of<T, In, std::remove_cv_t<X>>>{};
  else if constexpr (!std::is_same_v<Y, Output>)
    return std::type_identity<mistake::wrong_output<given<Y>, expected<Output>>>{};
  else return std::type_identity<nothing>{};
}
template <class T, class In, class Output, class Xs, class Ys> using samples_mistake =
    typename decltype(_detail::find_samples_mistake<T, In, Output, Xs, Ys>())::type;

/// The net, the mode and the stream type of a Workspace.
template <class W> struct workspace_parts { static constexpr bool known = false; };
template <class Net, std::size_t B, Mode M, std::size_t S> struct workspace_parts<Workspace<Net, B, M, S>> {
  static constexpr bool known = true, training = trains(M);
  using net = Net;
  using stream = Stream<Net, B>;
};
/// Whether W is a workspace of Net, const or not.
template <class W, class Net> inline constexpr bool workspace_of = [] {
  using Parts = workspace_parts<std::remove_const_t<W>>;
  if constexpr (Parts::known) return std::is_same_v<typename Parts::net, Net>;
  else return false;
}();

/// The first mistake in the arguments of forward().
template <class Net, class W, class... Rest> consteval auto find_forward_mistake() {
  using Parts = workspace_parts<std::remove_const_t<W>>;
  if constexpr (!workspace_of<W, Net>)
    return std::type_identity<mistake::made_for_another_net<given<W>, expected<Net>>>{};
  else if constexpr (std::is_const_v<W>)
    return std::type_identity<mistake::a_pass_changes_its_workspace_but_it_is_const<W>>{};
  else if constexpr (!Parts::training || ((AnyStream<std::remove_reference_t<Rest>> &&
                                           !std::is_same_v<std::remove_reference_t<Rest>, typename Parts::stream>) ||
                                          ...))
    return std::type_identity<
        mistake::wrong_stream<given<std::remove_reference_t<Rest>...>, expected<typename Parts::stream>>>{};
  else if constexpr (sizeof...(Rest) > 1)
    return std::type_identity<
        mistake::not_a_random_engine<given<std::remove_reference_t<Rest>...>, expected<Engine>>>{};
  else return std::type_identity<mistake::training_changes_the_net_but_it_is_const<W>>{};
}
/// The first mistake in the arguments of backward().
template <class Net, class W, class... Gradient> consteval auto find_backward_mistake() {
  if constexpr (!workspace_of<W, Net>)
    return std::type_identity<mistake::made_for_another_net<given<W>, expected<Net>>>{};
  else if constexpr (!workspace_parts<std::remove_const_t<W>>::training)
    return std::type_identity<mistake::backward_needs_a_training_workspace<W>>{};
  else if constexpr (std::is_const_v<W>)
    return std::type_identity<mistake::a_pass_changes_its_workspace_but_it_is_const<W>>{};
  else
    return std::type_identity<
        mistake::wrong_gradient<given<std::remove_reference_t<Gradient>...>, expected<typename Net::Parameters>>>{};
}
template <class Net, class W, class... Rest> using forward_mistake =
    typename decltype(_detail::find_forward_mistake<Net, W, Rest...>())::type;
template <class Net, class W, class... Gradient> using backward_mistake =
    typename decltype(_detail::find_backward_mistake<Net, W, Gradient...>())::type;

}  // namespace sinew::_detail
