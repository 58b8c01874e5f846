#pragma once
/// \file
/// `Heads<H...>`: layers that share one input and whose outputs are the outputs of the net.

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/mistake/heads.hpp>
#include <sinew/layer/pass.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/plan/composite.hpp>
#include <sinew/compose/branches.hpp>
#include <sinew/compose/concat.hpp>
#include <sinew/compose/infer_shapes.hpp>
#include <sinew/compose/parallel.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// The last activations of all heads.
template <class... A> struct activations_of_heads {
  static constexpr std::size_t of_heads = sizeof...(A);
  template <std::size_t J> using at = element<J, list<A...>>;
};

/// y = (A(x), B(x), …), each an output of its own.
struct join_as_heads {
  static constexpr bool adds = false;
  template <class... L> using output = shapes<typename L::output...>;
  template <class... L> using activation = activations_of_heads<activation_of<L>...>;
  /// The heads' losses differ, and so does what their gradients are of.
  template <class A, head_mask Whole, std::size_t J> static constexpr head_mask dy_is_dz =
      std::is_same_v<A, nothing> ? 0 : Whole >> J & 1;
  template <class... L> static consteval std::array<part_name, sizeof...(L)> part_names() {
    std::size_t j = 0;
    return {part_name{"heads", j++, modules_of<L>() > 1}...};
  }
  template <class Run> static constexpr std::size_t cost(std::size_t values) {
    return join_by_concatenation::cost<Run>(values);
  }
};

/// The heads' first fault, and the layer they form.
template <class Indices, class... Verdict> struct heads_of;
template <std::size_t... J, class... Verdict> struct heads_of<std::index_sequence<J...>, Verdict...> {
  using fault =
      typename first_of<typename Verdict::fault..., heads_fault<typename Verdict::layer::output, J>...,
                        std::conditional_t<sizeof...(J) <= most_heads, nothing,
                                           refuse<mistake::too_many_heads, given<mistake::heads<sizeof...(J)>>,
                                                  expected<mistake::at_most<mistake::heads<most_heads>>>>>>::type;
  using recovered = std::conditional_t<
      std::is_same_v<fault, nothing>, parallel<join_as_heads, typename Verdict::layer...>,
      placeholder<typename element<0, list<Verdict...>>::layer::input, shapes<typename Verdict::layer::output...>>>;
};

/// `Heads<H...>` applied to the shape In.
template <class In, class Indices, class... H> struct infer_heads;
template <class In, std::size_t... J, class... H> struct infer_heads<In, std::index_sequence<J...>, H...>
    : heads_of<std::index_sequence<J...>,
               checked_layer<J, H, typename branch_input<In, std::index_sequence<J...>, H...>::type>...> {};
template <class In> struct infer_heads<In, std::index_sequence<>> : infer_shapes<In> {};

}  // namespace _detail

/// Several outputs of a net, each with a loss of its own: H... all take what the layer before gives. It is the last
/// layer of a net. A head is a layer, a Sequential or a Net.
///
///     using Detector = Net<Input<1, 28, 28>, Flatten, Dense<784, 64, ReLU>,
///                          Heads<Dense<64, 10, Softmax>, Dense<64, 2>>>;
///     auto [classes, position] = net(x);                        // std::array<float, 10>, std::array<float, 2>
///     fit(net, data, Losses{CrossEntropy{}, MSE{}}, Adam{});    // targets: std::tuple<int, std::array<float, 2>>
///
/// Shapes: x (Batch, D...), y (Batch, A), (Batch, B), …: `net.Output` and a row of `w.y()` have the outputs of a sample
/// one after the other; `w.y<J>()` and `w.dy<J>()` are those of head J.
/// Parameters: those of the heads, one slice after the other.
/// Backward: dx = Σ dx of the heads. Keeps what the heads keep. For more samples than one block, it also keeps a second
/// copy of their outputs.
/// Cost: that of the heads, and a copy of y.
/// Misuse: a head does not take the given shape → `mistake::shape_mismatch<layer<J, K>, given<…>, expected<…>>`, K
/// being the head; Heads within a head or branch → `mistake::heads_within_a_branch`; more than 64 →
/// `mistake::too_many_heads`.
/// PyTorch: a torch.nn.Module that returns a tuple. Tensors have the names of this module, as "3.heads.0.weight"
/// (net/tensors.hpp). A layer with an activation, such as Dense<64, 10, Softmax>, is a torch.nn.Sequential of two
/// there:
///
///     class Heads(torch.nn.Module):
///         def __init__(self, *heads):
///             super().__init__()
///             self.heads = torch.nn.ModuleList(heads)
///
///         def forward(self, x):
///             return tuple(head(x) for head in self.heads)
template <class... H> struct Heads {
  /// Used by the library: the layer with the input shape In.
  template <class In> using infer_on = _detail::infer_heads<In, std::index_sequence_for<H...>, H...>;
};

}  // namespace sinew
