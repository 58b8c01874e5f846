#pragma once
/// \file
/// `Concat<Branches...>`: layers that share one input and whose outputs are concatenated.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/side_by_side.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/shape/shapes.hpp>
#include <sinew/mistake/heads.hpp>
#include <sinew/mistake/layer.hpp>
#include <sinew/compose/infer_shapes.hpp>
#include <sinew/compose/parallel.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// The input of all branches: In or, if In is unknown, the input of the first branch that names one.
template <class In, class Indices, class... B> struct branch_input { using type = In; };
template <std::size_t... K, class... B> struct branch_input<unknown, std::index_sequence<K...>, B...> {
  static constexpr std::size_t naming = first_of<
      std::conditional_t<std::is_same_v<typename checked_layer<K, B, unknown>::fault, nothing>, B, nothing>...>::index;
  using type = element<naming, list<typename checked_layer<K, B, unknown>::layer::input..., unknown>>;
};

/// A fault if a branch ends in several outputs.
template <class Out, std::size_t J> using heads_fault =
    std::conditional_t<has_several_parts<Out>, fault<mistake::heads_within_a_branch, layer<J>, given<Out>>, nothing>;

/// A fault if the output of branch K does not fit beside the output of branch 0.
template <class Out, class Beside, std::size_t K> using side_fault = std::conditional_t<
    fits_beside<Out, Beside>, nothing,
    fault<mistake::branches_do_not_fit_together, layer<K>, given<Out>, expected<fitted_to<Out, Beside>>>>;

/// The branches' first fault, and the layer they form.
template <class Indices, class... Verdict> struct concat_of;
template <std::size_t... K, class... Verdict> struct concat_of<std::index_sequence<K...>, Verdict...> {
  using left = typename element<0, list<Verdict...>>::layer;
  using fault = typename first_of<typename Verdict::fault..., heads_fault<typename Verdict::layer::output, K>...,
                                  side_fault<typename Verdict::layer::output, typename left::output, K>...>::type;
  using recovered =
      std::conditional_t<std::is_same_v<fault, nothing>, parallel<join_by_concatenation, typename Verdict::layer...>,
                         placeholder<typename left::input, shape<(Verdict::layer::output::size + ...)>>>;
};

/// `Concat<B...>` applied to the shape In.
template <class In, class Indices, class... B> struct infer_concat;
template <class In, std::size_t... K, class... B> struct infer_concat<In, std::index_sequence<K...>, B...>
    : concat_of<std::index_sequence<K...>,
                checked_layer<K, B, typename branch_input<In, std::index_sequence<K...>, B...>::type>...> {};
template <class In> struct infer_concat<In, std::index_sequence<>> : infer_shapes<In> {};

}  // namespace _detail

/// Concatenates the outputs of several branches on one input: y = (A(x), B(x), …). A branch is a layer or a Net;
/// `PassThrough` is the identity.
/// Shapes: x (Batch, D...), y (Batch, A + B + …) for vectors. Images must agree in height and width; their channels are
/// concatenated.
/// Parameters: those of the branches, one slice after the other.
/// Backward: dx = Σ dx of the branches. Keeps what the branches keep. For more samples than one block, it also keeps a
/// second copy of their outputs.
/// Cost: that of the branches, and a copy of y.
/// Misuse: a branch does not take the given shape (in the first layer of a net: the input of the first branch that
/// names one) → `mistake::shape_mismatch<layer<J, K>, given<…>, expected<…>>`, K being the branch. Outputs do not fit
/// side by side → `mistake::branches_do_not_fit_together<layer<J, K>, given<…>, expected<…>>`.
/// Source: Szegedy et al., "Going deeper with convolutions", CVPR (2015); Huang et al., "Densely connected
/// convolutional networks", CVPR (2017).
/// PyTorch: `torch.cat` of the branches' outputs along dimension 1. Tensors have the names of this module of
/// examples/pytorch/sinew_export.py, as "3.branches.0.weight" (net/tensors.hpp). A layer with an activation, such as
/// Dense<3, 4, Tanh>, is a torch.nn.Sequential of two there:
///
///     class Concat(torch.nn.Module):
///         def __init__(self, *branches):
///             super().__init__()
///             self.branches = torch.nn.ModuleList(branches)
///
///         def forward(self, x):
///             return torch.cat([branch(x) for branch in self.branches], dim=1)
template <class... Branches> struct Concat {
  /// Used by the library: the layer with the input shape In.
  template <class In> using infer_on = _detail::infer_concat<In, std::index_sequence_for<Branches...>, Branches...>;
};

}  // namespace sinew
