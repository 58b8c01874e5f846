#pragma once
/// \file
/// The members of a layer. Required are
///   input, output                   shapes
///   parameters                      the number of scalars of the net's flat array that belong to the layer
///   forward(pass), backward(pass)   static; see layer/pass.hpp. A view (see below) has neither.
/// The other members on this page are optional; brackets give the meaning of a missing one. `Run` is a pass_traits
/// (layer/pass_traits.hpp).

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/layer/pass_traits.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The cost of a layout that a layer does not support.
inline constexpr std::size_t impossible = ~std::size_t{} / 4;

/// `view<Run>`: the layer only changes the shape; y is x, and there are no passes. [no]
template <class L, class Run> consteval bool is_view() {
  if constexpr (requires { L::template view<Run>; }) return L::template view<Run>;
  else return false;
}
/// `cost<Run>`: vector operations in the layout of Run; the net picks the cheaper layout. [rows only]
template <class L, class Run> consteval std::size_t cost_of() {
  if constexpr (requires { L::template cost<Run>; }) return L::template cost<Run>;
  else return Run::lanes == 1 || is_view<L, Run>() ? 0 : impossible;
}
/// `scratch<Run>`: scalars of temporary memory during a pass. [none]
template <class L, class Run> consteval std::size_t scratch_of() {
  if constexpr (requires { L::template scratch<Run>; }) return L::template scratch<Run>;
  else return 0;
}
/// `parameter_count`: the number of parameters without padding. [parameters]
template <class L> consteval std::size_t parameter_count_of() {
  if constexpr (requires { L::parameter_count; }) return L::parameter_count;
  else return L::parameters;
}
/// `multiply_adds`: multiply-adds in the forward pass of one sample. [one per parameter]
template <class L> consteval std::size_t multiply_adds_of() {
  if constexpr (requires { L::multiply_adds; }) return L::multiply_adds;
  else return parameter_count_of<L>();
}
/// `buffers`: persistent scalars without a gradient, such as running means. [none] A layer without buffers and random
/// draws has the same output in training and inference, and fit() then validates with the training pass.
template <class L> consteval std::size_t buffers_of() {
  if constexpr (requires { L::buffers; }) return L::buffers;
  else return 0;
}
/// `random`: training draws from the caller's engine. [no]
template <class L> consteval bool is_random() {
  if constexpr (requires { L::random; }) return L::random;
  else return false;
}
/// `samplewise`: the output for a sample depends on no other sample, and the layer has no state, so a batch may be
/// split. [no, except for a view]
template <class L> consteval bool is_samplewise() {
  if constexpr (requires { L::samplewise; }) return L::samplewise;
  else return is_view<L, pass_traits<float, 1, 1, true>>();
}
/// `gradients_once`: backward gives each parameter's gradient to `pass.dparameters` exactly once, complete, and only
/// after its last read of that parameter. A step of gradient descent can then be applied in place. Where nobody takes
/// gradients (`pass.wants_dparameters` is false), the sink is an empty one. [no: backward adds to a span]
template <class L> consteval bool gives_gradients_once() {
  if constexpr (requires { L::gradients_once; }) return L::gradients_once;
  else return false;
}
/// `writes_unwanted_dx`: backward writes dx even if `pass.wants_dx` is false. [yes, unless it has gradients_once]
template <class L> consteval bool writes_unwanted_dx() {
  if constexpr (requires { L::writes_unwanted_dx; }) return L::writes_unwanted_dx;
  else return !gives_gradients_once<L>();
}
/// `cache<Run>`: what forward keeps for backward in addition to x and y. [nothing]
template <class L, class Run> struct cache_type { using type = nothing; };
template <class L, class Run>
requires(Run::keeps&& requires { typename L::template cache<Run>; }) struct cache_type<L, Run> {
  using type = typename L::template cache<Run>;
};
template <class L, class Run> using cache_of = typename cache_type<L, Run>::type;
/// `state_values`: how many scalars each stream keeps from step to step, in `pass.state`. At rest they are 0. They
/// depend on nothing but the stream, so that it goes on in a block of any length, next to any other streams. [none]
template <class L> consteval std::size_t state_values_of() {
  if constexpr (requires { L::state_values; }) return L::state_values;
  else return 0;
}
/// N values for each stream, in rows that are `stride` apart.
template <class T, std::size_t N> struct state_rows {
  using scalar = T;
  T* data;
  std::size_t stride;
  constexpr std::span<T, N> operator[](std::size_t stream) const noexcept {
    return std::span<T, N>(data + stream * stride, N);
  }
};
template <class L, class T> using state_of =
    std::conditional_t<state_values_of<L>() == 0, nothing, state_rows<T, state_values_of<L>()>>;
/// `timed`: the layer has to know which rows are the steps of a stream, and gets `Run::steps`. [if it has a state]
/// Others get steps = 1, so that they are compiled once for a batch.
template <class L> consteval bool is_timed() {
  if constexpr (requires { L::timed; }) return L::timed;
  else return state_values_of<L>() > 0;
}
/// `activation`: the activation applied last; backward then honours `pass.dy_is_dz`. [nothing]
template <class L> struct activation_type { using type = nothing; };
template <class L>
requires requires { typename L::activation; }
struct activation_type<L> {
  using type = typename L::activation;
};
template <class L> using activation_of = typename activation_type<L>::type;
/// `fault`: a mistake in the layer's own arguments: a mistake::refuse (mistake/fault.hpp) of the library's mistakes or
/// of one of the layer's own, which may have a sentence (mistake/sentence.hpp). [nothing]
template <class L> struct fault_type { using type = nothing; };
template <class L>
requires requires { typename L::fault; }
struct fault_type<L> {
  using type = typename L::fault;
};
template <class L> using fault_of = typename fault_type<L>::type;
/// `no_gradient`: a fault (see `refuse`) that says why the layer cannot be trained by gradient. [nothing: it can]
template <class L> struct no_gradient_type { using type = nothing; };
template <class L>
requires requires { typename L::no_gradient; }
struct no_gradient_type<L> {
  using type = typename L::no_gradient;
};
template <class L> using no_gradient_of = typename no_gradient_type<L>::type;
/// `no_single_sample`: a fault that says why the layer cannot be trained by a batch of one sample, for layers that mix
/// samples. [nothing: it can] A layer made of layers finds that of its parts, by a function, so that only the nets pay
/// for it that ask.
template <class L> consteval auto find_no_single_sample() {
  if constexpr (is_samplewise<L>()) return std::type_identity<nothing>{};
  else if constexpr (requires { typename L::no_single_sample; })
    return std::type_identity<typename L::no_single_sample>{};
  else if constexpr (requires { L::find_no_single_sample_of_parts(); }) return L::find_no_single_sample_of_parts();
  else return std::type_identity<nothing>{};
}
template <class L> using no_single_sample_of = typename decltype(_detail::find_no_single_sample<L>())::type;
/// `modules`: how many modules of torch.nn.Sequential the layer stands for: 2 for a layer whose argument is an
/// activation, which is a module of its own there, 0 for Input. The tensors are those of the first. [1]
template <class L> consteval std::size_t modules_of() {
  if constexpr (requires { L::modules; }) return L::modules;
  else return 1;
}
// Members used in other files:
//   initialize(parameters, engine)      sets the parameters from a random engine: net/initialize.hpp. [they stay 0]
//   initialize_by<Scheme>(parameters, engine)
//                                       the same by the initializer that is chosen for the whole net. [initialize]
//   initialize_buffers(buffers)         sets the initial values of the buffers: net/initialize.hpp. [0]
//   tensors(list)                       names the parameters and buffers as PyTorch does, with extents, order and
//                                       places: layer/tensors.hpp. net/tensors.hpp lists them, for files, for
//                                       summary() and for optimizers that step by tensors. [one vector, "parameters",
//                                       and one, "buffers"]
//   onnx(graph, x)                      adds the layer's nodes to an ONNX model: io/onnx_graph.hpp.
//                                       [mistake::layer_without_onnx, except for a view] A layer with a memory
//                                       goes by graph.windows() to sequences and by graph.rows() back.
//   takes(x)                            whether forward may be called with these values, a std::span<const T,
//                                       input::size>: io/checked_inputs.hpp asks before it runs a net on a sample that
//                                       comes from a file. [it takes all]
//   weight_index(i...), bias_index(i)   the indices of a weight and a bias among the parameters, for
//                                       net.weight<J>(i...) and net.bias<J>(i) of net/net.hpp; diagnose() compares
//                                       units by them. [mistake::layer_without_weights; no comparison]
//   as_dense_entry<Run>()               the passes as data, so that one loop runs all such layers:
//                                       layer/dense_entry.hpp. [the passes are called]
//   fusible = true, fused_with<Next>    a faster layer that does what this one and the next do, with this one's input
//                                       and parameters and the next one's output: compose/sequence.hpp. [no fusion]
//   maximum_of                          N, if the output is the maximum of each N × N pixels, side by side; a
//                                       convolution before it may compute them: layer/convolution.hpp. [no fusion]
//   on<In>                              the layer bound to its input shape, or a fault: layer/concept.hpp. [its
//                                       shapes are its own]
//   depth, at<J>, slice, buffer, layers
//                                       the inner layers of a layer made of layers: plan/composite.hpp. Paths such as
//                                       layer<1, 2>, summaries, initialize() and lists of tensors traverse them.
//                                       [none]
//   part_names()                        what PyTorch calls the inner layers: plan/composite.hpp. [0, 1, 2, … as in
//                                       torch.nn.Sequential]

}  // namespace sinew::_detail
