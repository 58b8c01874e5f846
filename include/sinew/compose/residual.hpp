#pragma once
/// \file
/// `Residual<L...>` and `Residual<Projection<P...>, L...>`: layers with a skip connection around them.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/layer/pass_through.hpp>
#include <sinew/compose/infer_shapes.hpp>
#include <sinew/compose/parallel.hpp>
#include <sinew/compose/sequential.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// y = x + F(x), F a sequence. Its layers are those of F: `layer<J, K>` of a net is layer K of F, not F itself.
template <class F> struct residual : parallel<join_by_sum, PassThrough::on<typename F::input>, F> {
  static constexpr bool adds_its_input = true;
  using layers = typename F::layers;
  using no_gradient = typename F::no_gradient;
  static consteval auto find_no_single_sample_of_parts() { return F::find_no_single_sample_of_parts(); }
  template <std::size_t K> using at = typename F::template at<K>;
  static constexpr std::size_t depth = F::depth;
  static constexpr auto slice = F::slice, buffer = F::buffer;
  static consteval auto part_names() { return _detail::numbered_parts<residual>("block"); }
};

/// `Residual<L...>` applied to the shape In.
template <class In, class... L> struct infer_residual {
  using inner = typename infer_shapes<In, L...>::recovered;
  using from = typename inner::input;
  using to = typename inner::output;
  using fault = typename first_of<
      typename infer_shapes<In, L...>::fault,
      std::conditional_t<std::is_same_v<from, to>, nothing,
                         refuse<mistake::residual_changes_its_shape, given<to>, expected<from>>>>::type;
  using recovered = std::conditional_t<std::is_same_v<fault, nothing>, residual<inner>, placeholder<from, from>>;
};

/// `Residual<Projection<P...>, L...>` applied to the shape In. P = `Sequential<P...>` is its layer 0, F =
/// `Sequential<L...>` its layer 1.
template <class In, class P, class F> struct infer_projected {
  using projection = checked_layer<0, P, In>;
  using inner = checked_layer<1, F, In>;
  using from = typename projection::layer::output;
  using to = typename inner::layer::output;
  using fault = typename first_of<
      typename projection::fault, typename inner::fault,
      std::conditional_t<
          std::is_same_v<typename projection::layer::input, typename inner::layer::input>, nothing,
          sinew::mistake::fault<mistake::shape_mismatch, layer<1>, given<typename projection::layer::input>,
                                expected<typename inner::layer::input>>>,
      std::conditional_t<std::is_same_v<from, to>, nothing,
                         refuse<mistake::residual_changes_its_shape, given<to>, expected<from>>>>::type;
  using recovered = std::conditional_t<std::is_same_v<fault, nothing>,
                                       parallel<join_by_sum, typename projection::layer, typename inner::layer>,
                                       placeholder<typename projection::layer::input, from>>;
};

}  // namespace _detail

/// A residual block: y = x + F(x), where F is the layers L... one after the other and returns the shape of x. The sum
/// goes through no activation, as in the second paper.
/// `Residual<Projection<P...>, L...>` computes y = P(x) + F(x), for a block that changes the shape, as with
/// `Projection<Conv2D<16, 1, Stride<2>>>`. P is `layer<J, 0>` of the net, F is `layer<J, 1>`.
/// Shapes: x and y (Batch, D...), as the first layer or the layer before the block says.
/// Parameters: those of L..., sliced as in a Net.
/// Backward: dx = dy + dF, where dF is the gradient through F. Keeps F(x), and what L... keep.
/// Cost: that of L..., and one addition per value.
/// Misuse: F ends in another shape → `mistake::residual_changes_its_shape<layer<J>, given<…>, expected<…>>`. Mistakes
/// inside the block name `layer<J, K>`, where K is the layer of the block.
/// Source: He, Zhang, Ren, Sun, "Deep residual learning for image recognition", CVPR (2016), and "Identity mappings in
/// deep residual networks", ECCV (2016).
/// PyTorch: it has no such module; examples/pytorch/sinew_export.py has this one. Tensors have its names, as
/// "3.block.0.weight" (net/tensors.hpp), where `block` and `projection` are each a torch.nn.Sequential:
///
///     class Residual(torch.nn.Module):
///         def __init__(self, block, projection=None):
///             super().__init__()
///             self.projection = projection
///             self.block = block
///
///         def forward(self, x):
///             return (x if self.projection is None else self.projection(x)) + self.block(x)
template <class... L> struct Residual {
  /// Used by the library: the layer with the input shape In.
  template <class In> using infer_on = _detail::infer_residual<In, L...>;
};
/// The layers on the skip connection of a residual block: the first argument of Residual.
template <class... P> struct Projection {};
/// A residual block with layers on the skip connection: y = P(x) + F(x).
template <class... P, class... L> struct Residual<Projection<P...>, L...> {
  /// Used by the library: the layer with the input shape In.
  template <class In> using infer_on = _detail::infer_projected<In, Sequential<P...>, Sequential<L...>>;
};

}  // namespace sinew
