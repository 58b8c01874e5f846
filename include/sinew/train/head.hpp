#pragma once
/// \file
/// The heads of a net, each as if it were a net of its own, for what training asks about outputs.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/mistake/heads.hpp>
#include <sinew/memory/sample_of_parts.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/net/decision.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Whether a net has several outputs.
template <class Net> inline constexpr bool has_heads = has_several_parts<typename Net::output>;
template <class Net> inline constexpr std::size_t head_count = part_count<typename Net::output>;

/// The mistake of a function of one output if the net has several inputs or outputs; `nothing` if not.
template <class Net, class Function, class Instead = mistake::nothing_instead> using one_output_mistake =
    std::conditional_t<has_heads<Net> || has_several_parts<typename Net::input>,
                       mistake::function_of_one_output<Function, given<Net>, instead<Instead>>, nothing>;

/// Head J of Net: its outputs and their activation.
template <class Net, std::size_t J> struct head_net {
  using scalar = typename Net::scalar;
  using output = part_shape<J, typename Net::output>;
  using activation = head_activation<J, typename Net::activation>;
};
template <class Net, std::size_t J> inline constexpr std::size_t head_begin = part_begin<J, typename Net::output>;

/// f(std::integral_constant<J>) for each head, in order.
template <class Net, class F> constexpr void each_head(F&& f) {
  [&]<std::size_t... J>(std::index_sequence<J...>) { (f(std::integral_constant<std::size_t, J>{}), ...); }
  (std::make_index_sequence<head_count<Net>>{});
}

/// The backward pass from gradients of which those of some heads are of logits.
struct heads_access {
  template <head_mask Logits, class Net, class W, class Sink>
  static constexpr void backward(const Net& net, W& w, Sink&& sink) noexcept {
    net.template run_backward<Logits>(w, sink);
  }
};

/// Where Heads stands in a net: the path of head J, or that of the last layer.
template <class L, std::size_t... Path> consteval auto find_place_of_heads() {
  if constexpr (requires { requires L::side_by_side; }) return std::type_identity<layer<Path...>>{};
  else if constexpr (requires { L::depth; })
    return _detail::find_place_of_heads<typename L::template at<L::depth - 1>, Path..., L::depth - 1>();
  else return std::type_identity<layer<Path...>>{};
}
template <class Place, std::size_t J> struct place_of_part;
template <std::size_t... Path, std::size_t J> struct place_of_part<layer<Path...>, J> {
  using type = layer<Path..., J>;
};
template <class Net, std::size_t J> using place_of_head =
    typename place_of_part<typename decltype(_detail::find_place_of_heads<typename Net::layers>())::type, J>::type;

}  // namespace sinew::_detail
