#pragma once
/// \file
/// Concat<Branches...>: what a user writes for layers of one input whose outputs are concatenated.

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/side_by_side.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/mistake.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/compose/infer_shapes.hpp>
#include <sinew/compose/parallel.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// The input of all branches: In or, where that is unknown, the input that the first branch names that names one.
template <class In, class Indices, class... B> struct branch_input { using type = In; };
template <std::size_t... K, class... B> struct branch_input<unknown, std::index_sequence<K...>, B...> {
  static constexpr std::size_t naming = first_of<
      std::conditional_t<std::is_same_v<typename checked_layer<K, B, unknown>::fault, nothing>, B, nothing>...>::index;
  using type = element<naming, list<typename checked_layer<K, B, unknown>::layer::input..., unknown>>;
};

/// An output that does not fit beside that of branch 0.
template <class Out, class Beside, std::size_t K> using side_fault = std::conditional_t<
    fits_beside<Out, Beside>, nothing,
    fault<mistake::branches_do_not_fit_together, layer<K>, given<Out>, expected<fitted_to<Out, Beside>>>>;

template <class Indices, class... Verdict> struct concat_of;
template <std::size_t... K, class... Verdict> struct concat_of<std::index_sequence<K...>, Verdict...> {
  using left = typename element<0, list<Verdict...>>::layer;
  using fault = typename first_of<typename Verdict::fault...,
                                  side_fault<typename Verdict::layer::output, typename left::output, K>...>::type;
  using recovered =
      std::conditional_t<std::is_same_v<fault, nothing>, parallel<join_by_concatenation, typename Verdict::layer...>,
                         placeholder<typename left::input, shape<(Verdict::layer::output::size + ...)>>>;
};

/// Concat<B...> with the shape In.
template <class In, class Indices, class... B> struct infer_concat;
template <class In, std::size_t... K, class... B> struct infer_concat<In, std::index_sequence<K...>, B...>
    : concat_of<std::index_sequence<K...>,
                checked_layer<K, B, typename branch_input<In, std::index_sequence<K...>, B...>::type>...> {};
template <class In> struct infer_concat<In, std::index_sequence<>> : infer_shapes<In> {};

}  // namespace _detail

/// y = (A(x), B(x), …): every branch is given the same x, and their outputs stand one after the other. A branch is a
/// layer or a Net; PassThrough hands on x itself.
/// Shapes: x (Batch, D...), y (Batch, A + B + …) for vectors; of images, whose height and width must agree, the
/// channels are put together. Parameters: those of the branches, one slice after the other.
/// Backward: dx = Σ over branches of their dx.  Keeps what they keep and, of more samples than one block, their outputs
/// a second time. Cost: that of the branches, and a copy of y.
/// Misuse: a branch that does not take what reaches it (first in a net: what the first branch that names its input
/// takes) → mistake::shape_mismatch<layer<I, K>, given<…>, expected<…>>, K the branch; outputs that do not fit side by
/// side → mistake::branches_do_not_fit_together<layer<I, K>, given<…>, expected<…>>.
/// Source: Szegedy et al., "Going deeper with convolutions", CVPR (2015); Huang et al., "Densely connected
/// convolutional networks", CVPR (2017).
template <class... Branches> struct Concat {
  template <class In> using infer_on = _detail::infer_concat<In, std::index_sequence_for<Branches...>, Branches...>;
};

}  // namespace sinew
