#pragma once
/// \file
/// What a layer says of itself. It must say
///   input, output                   shapes
///   parameters                      how many scalars of the net's flat array are its own
///   forward(pass), backward(pass)   static; see layer/pass.hpp. A view (see below) has neither.
/// The other members on this page are optional; brackets hold the meaning of one that is left out. `Run` is that of
/// layer/pass_traits.hpp.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/layer/pass_traits.hpp>

namespace SINEW_NAMESPACE {

/// `tensors`: a std::array of TensorExtents, the matrices and vectors its parameters are made of, in order; for
/// optimizers that step by whole tensors (optimizer/concept.hpp). [one vector of all parameters]
struct TensorExtents {
  std::size_t rows = 1, columns = 0;
};

}  // namespace sinew

namespace SINEW_NAMESPACE::_detail {

/// The price of what a layer cannot do.
inline constexpr std::size_t impossible = ~std::size_t{} / 4;

/// `view<Run>`: it only renames the shape: y is x, and there are no passes. [no]
template <class L, class Run> consteval bool is_view() {
  if constexpr (requires { L::template view<Run>; }) return L::template view<Run>;
  else return false;
}
/// `cost<Run>`: vector operations in Run's layout; the net picks the cheaper one. [rows only]
template <class L, class Run> consteval std::size_t cost_of() {
  if constexpr (requires { L::template cost<Run>; }) return L::template cost<Run>;
  else return Run::lanes == 1 || is_view<L, Run>() ? 0 : impossible;
}
/// `scratch<Run>`: scalars it needs while it runs. [none]
template <class L, class Run> consteval std::size_t scratch_of() {
  if constexpr (requires { L::template scratch<Run>; }) return L::template scratch<Run>;
  else return 0;
}
/// `parameter_count`: parameters without padding. [parameters]
template <class L> consteval std::size_t parameter_count_of() {
  if constexpr (requires { L::parameter_count; }) return L::parameter_count;
  else return L::parameters;
}
/// `multiply_adds`: of one sample's forward pass. [one for each parameter]
template <class L> consteval std::size_t multiply_adds_of() {
  if constexpr (requires { L::multiply_adds; }) return L::multiply_adds;
  else return parameter_count_of<L>();
}
/// `buffers`: persistent scalars that no gradient reaches, such as running means. [none] A layer that has none and
/// draws nothing puts out in training what it does at inference: fit() then validates by the training pass.
template <class L> consteval std::size_t buffers_of() {
  if constexpr (requires { L::buffers; }) return L::buffers;
  else return 0;
}
/// `random`: its training draws from the caller's engine. [no]
template <class L> consteval bool is_random() {
  if constexpr (requires { L::random; }) return L::random;
  else return false;
}
/// `samplewise`: what it does to a sample depends on no other sample, and it has no state: it may be given a batch in
/// parts. [no, but of a view]
template <class L> consteval bool is_samplewise() {
  if constexpr (requires { L::samplewise; }) return L::samplewise;
  else return is_view<L, pass_traits<float, 1, 1, true>>();
}
/// `gradients_once`: backward gives each parameter's gradient to `pass.dparameters` exactly once, complete, and only
/// after it has read that parameter for the last time; so a step of gradient descent may happen right there. [no: it
/// adds to a span]
template <class L> consteval bool gives_gradients_once() {
  if constexpr (requires { L::gradients_once; }) return L::gradients_once;
  else return false;
}
/// `writes_unwanted_dx`: backward writes dx even where `pass.wants_dx` is false. [unless it has gradients_once]
template <class L> consteval bool writes_unwanted_dx() {
  if constexpr (requires { L::writes_unwanted_dx; }) return L::writes_unwanted_dx;
  else return !gives_gradients_once<L>();
}
/// `cache<Run>`: what forward keeps for backward besides x and y. [nothing]
template <class L, class Run> struct cache_type { using type = nothing; };
template <class L, class Run>
requires(Run::keeps&& requires { typename L::template cache<Run>; }) struct cache_type<L, Run> {
  using type = typename L::template cache<Run>;
};
template <class L, class Run> using cache_of = typename cache_type<L, Run>::type;
/// `state<Run>`: what a stream keeps from step to step. [nothing]
template <class L, class Run> struct state_type { using type = nothing; };
template <class L, class Run>
requires requires { typename L::template state<Run>; }
struct state_type<L, Run> {
  using type = typename L::template state<Run>;
};
template <class L, class Run> using state_of = typename state_type<L, Run>::type;
/// `activation`: what y went through last; backward then honours `pass.dy_is_dz`. [nothing]
template <class L> struct activation_type { using type = nothing; };
template <class L>
requires requires { typename L::activation; }
struct activation_type<L> {
  using type = typename L::activation;
};
template <class L> using activation_of = typename activation_type<L>::type;
/// `fault`: a mistake in its own arguments (see `refuse`). [nothing]
template <class L> struct fault_type { using type = nothing; };
template <class L>
requires requires { typename L::fault; }
struct fault_type<L> {
  using type = typename L::fault;
};
template <class L> using fault_of = typename fault_type<L>::type;
/// `no_gradient`: a fault (see `refuse`): why it cannot be trained by gradient. [nothing: it can]
template <class L> struct no_gradient_type { using type = nothing; };
template <class L>
requires requires { typename L::no_gradient; }
struct no_gradient_type<L> {
  using type = typename L::no_gradient;
};
template <class L> using no_gradient_of = typename no_gradient_type<L>::type;
template <class L> consteval auto tensors_of() {
  if constexpr (requires { L::tensors; }) return L::tensors;
  else return std::array<TensorExtents, 1>{{{1, L::parameters}}};
}
// Other files ask for the rest:
//   initialize(parameters, engine)   sets its parameters from a random engine: net/initialize.hpp. [they stay 0]
//   initialize_buffers(buffers)      sets the first values of its buffers: net/initialize.hpp. [0]
//   weight_index(i...), bias_index(i)   where a weight and a bias lie among its parameters, for net.weight<I>(i...) and
//       net.bias<I>(i) of net/net.hpp; diagnose() compares units by them. [mistake::layer_without_weights; no
//       comparison]
//   step<Run>()       its passes as data, so that a loop runs all such layers: layer/dense_entry.hpp. [they are called]
//   fusible = true, fused_with<Next>   a layer that does what this one and the next do, faster, with this one's input
//       and parameters and the next one's output: compose/sequence.hpp. [they run one after the other]
//   maximum_of        N, if it puts out the maxima of N × N pixels each, side by side; a convolution before it may
//       compute them: layer/convolution.hpp. [it is not fused]
//   on<In>            the layer bound to the shape that reaches it, or a fault: layer/concept.hpp. [its shapes are its
//   own] depth, at<I>, slice, buffer, layers   the layers within, of a layer made of layers: plan/composite.hpp. Paths
//   such as
//       layer<1, 2>, summaries, initialize() and optimizers go through them. [there are none]

}  // namespace sinew::_detail
