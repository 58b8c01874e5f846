#pragma once
/// \file
/// `layer_path<Layers, Path...>`: the layer at the end of a path through nested layers, and the offsets of its
/// parameters and buffers.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A layer, the offsets of its parameters and buffers, and the fault of the path if the layer does not exist.
template <class Layer, std::size_t Begin, std::size_t BufferBegin, class Fault = nothing> struct found_layer {
  using layer = Layer;
  using fault = Fault;
  static constexpr std::size_t begin = Begin, buffer_begin = BufferBegin;
};
/// Follows a path from the layer L, which is at the path Before and whose parameters and buffers begin at Begin and
/// BufferBegin.
template <class Before, class L, std::size_t Begin, std::size_t BufferBegin, std::size_t... Path> struct follow_path {
  using type = found_layer<L, Begin, BufferBegin>;
};
template <std::size_t... Before, class L, std::size_t Begin, std::size_t BufferBegin, std::size_t J,
          std::size_t... Rest>
struct follow_path<layer<Before...>, L, Begin, BufferBegin, J, Rest...> {
  static consteval auto step() {
    if constexpr (!requires {
                    L::depth;
                    L::slice;
                  }) {
      return std::type_identity<found_layer<L, 0, 0, mistake::no_layers_within<layer<Before...>, L>>>{};
    } else if constexpr (J >= L::depth) {
      using Bounds =
          mistake::no_such_layer<given<layer<Before..., J>>, expected<at_most<layer<Before..., L::depth - 1>>>>;
      return std::type_identity<found_layer<L, 0, 0, Bounds>>{};
    } else {
      return follow_path<layer<Before..., J>, typename L::template at<J>, Begin + L::slice[J],
                         BufferBegin + L::buffer[J], Rest...>{};
    }
  }
  using type = typename decltype(step())::type;
};
template <class Layers, std::size_t... Path> using layer_path =
    typename follow_path<layer<>, Layers, 0, 0, Path...>::type;

/// The layer at the end of a path. For a path that leads nowhere: a mistake, and the innermost layer found. In is the
/// net.
template <class Path, class In = void> struct layer_at_path { using type = typename Path::layer; };
template <class Path, class In>
requires(!std::is_same_v<typename Path::fault, nothing>) struct layer_at_path<Path, In>
    : decltype(mistake::tell(mistake::of<typename Path::fault>, mistake::of<In>)) {
  using type = typename Path::layer;
};

}  // namespace sinew::_detail
