#pragma once
/// \file
/// The arguments of forward and backward: one small aggregate each, passed by value (`if constexpr (pass.training)`
/// requires that). A layer writes
///   static constexpr void forward(ForwardPass auto pass)
///   static constexpr void backward(BackwardPass auto pass)
/// or `auto pass`. forward_pass and backward_pass below list the fields. forward_pass_of and backward_pass_of make the
/// pass of a net, part_of that of an inner layer from the pass of the layer around it; nothing else names all fields.

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/gradient_sink.hpp>
#include <sinew/layer/trained.hpp>

namespace SINEW_NAMESPACE::_detail {

/// forward computes y (and in training the cache) from x and the parameters.
/// Rows are time-major: row s of the batch is step s / streams of stream s % streams. A layer without state sees
/// `batch` samples; one with a state goes through the steps of each stream in order, from pass.state, and leaves the
/// state after the last step there.
template <class L, class Run, class Random = nothing> struct forward_pass {
  using run = Run;
  using scalar = typename Run::scalar;
  static constexpr std::size_t batch = Run::batch;
  static constexpr std::size_t steps = Run::steps, streams = Run::streams;
  static constexpr bool training = Run::training;

  // L::parameters of them; a span without static extent, because a span type per size costs compile time
  std::span<const scalar> parameters;
  batch_view<const scalar, Run::batch, L::input::size, Run::lanes> x;
  batch_view<scalar, Run::batch, L::output::size, Run::lanes> y;
  cache_of<L, Run>& cache;
  /// What the streams keep: `state[stream]` holds L::state_values scalars, which are 0 at rest.
  [[no_unique_address]] state_of<L, scalar> state;
  std::span<std::conditional_t<training, scalar, const scalar>> buffers;
  scalar* scratch;
  Random& random;
  /// the number of samples that exist, for layers that mix samples; the rest of the batch repeats some of them
  std::size_t count = Run::batch;
};

/// A bit for each branch of Heads (compose/heads.hpp), whose losses may differ in what gradient they give. For any
/// other layer, 0 stands for no and the rest for yes.
using head_mask = std::uint64_t;
inline constexpr head_mask all_heads = ~head_mask{0};
inline constexpr std::size_t most_heads = 64;

/// backward computes dx = ∂L/∂x and ∂L/∂parameters from dy = ∂L/∂y and the data of forward.
/// dx is overwritten. dparameters is added to: it is a span, or a GradientSink for layers with gradients_once.
/// Trained says of which parameters gradients are taken (layer/trained.hpp).
/// There is no state: gradients end where the pass began (truncated back-propagation through time), and what a layer
/// needs of the state it began with, it keeps in its cache.
template <class L, class Run, bool WantsDx = true, head_mask DyIsDz = 0, class Trained = all_trained>
struct backward_pass {
  using layer = L;
  using trained = Trained;
  using run = Run;
  using scalar = typename Run::scalar;
  static constexpr std::size_t batch = Run::batch;
  static constexpr std::size_t steps = Run::steps, streams = Run::streams;
  /// false: dx is not needed. backward may still write it, unless the layer declares `writes_unwanted_dx = false`.
  static constexpr bool wants_dx = WantsDx;
  /// false: no gradient of the parameters is taken. backward may still give them; a layer with gradients_once gives
  /// them to an empty sink.
  static constexpr bool wants_dparameters = gives_gradients<L, Trained>();
  /// true: dy is already the gradient before the layer's activation (softmax + cross-entropy give p − t). This only
  /// occurs in layers that declare `activation`.
  static constexpr bool dy_is_dz = DyIsDz != 0;
  /// The same for each branch of Heads.
  static constexpr head_mask heads_dy_is_dz = DyIsDz;

  std::span<const scalar> parameters;
  batch_view<const scalar, Run::batch, L::input::size, Run::lanes> x;
  batch_view<const scalar, Run::batch, L::output::size, Run::lanes> y, dy;
  const cache_of<L, Run>& cache;
  batch_view<scalar, Run::batch, L::input::size, Run::lanes> dx;
  std::conditional_t<!gives_gradients_once<L>(), std::span<scalar>,
                     std::conditional_t<wants_dparameters, GradientSink<scalar>, discarding_sink>>
      dparameters;
  scalar* scratch;
  std::size_t count = Run::batch;  ///< as in forward; dy of the other samples is 0
};

// ---- How passes are made. Always inlined: in a tiny net only values may pass through memory.

/// The values of a forward pass.
template <class T> struct forward_values {
  const T* x;
  T* y;
  T* scratch;
  std::size_t count;
};
/// The values of a backward pass. `sink` takes the gradient; its first element is the layer's first parameter.
template <class T> struct backward_values {
  const T *x, *y, *dy;
  T *dx, *scratch;
  GradientSink<T> sink;
  std::size_t count;
};
/// The sink of a pass as one of backward_values; an empty one for a pass that takes no gradients.
template <class T> [[gnu::always_inline]] constexpr GradientSink<T> sink_of(const auto& dparameters) noexcept {
  if constexpr (discards<std::remove_cvref_t<decltype(dparameters)>>) return {};
  else return dparameters;
}
/// Where the arrays of an inner layer begin in those of the layer around it; `state` within the values of a stream.
struct part_offsets {
  std::size_t parameters, buffers, state;
};

/// The forward pass of layer L. `buffers` is a span, of a net's buffers or of none.
template <class L, class Run, class Random>
[[gnu::always_inline]] constexpr forward_pass<L, Run, Random> forward_pass_of(
    const typename Run::scalar* parameters, auto buffers, auto& cache, auto state, Random& random,
    const forward_values<typename Run::scalar>& values) noexcept {
  return {.parameters = {parameters, L::parameters},
          .x = {values.x},
          .y = {values.y},
          .cache = cache,
          .state = state,
          .buffers = buffers,
          .scratch = values.scratch,
          .random = random,
          .count = values.count};
}
/// The backward pass of layer L. `dparameters` stays empty for a layer that adds to a span.
template <class L, class Run, bool WantsDx, head_mask DyIsDz, class Trained>
[[gnu::always_inline]] constexpr backward_pass<L, Run, WantsDx, DyIsDz, Trained> backward_pass_of(
    const typename Run::scalar* parameters, const auto& cache,
    const backward_values<typename Run::scalar>& values) noexcept {
  using Pass = backward_pass<L, Run, WantsDx, DyIsDz, Trained>;
  Pass pass{.parameters = {parameters, L::parameters},
            .x = {values.x},
            .y = {values.y},
            .dy = {values.dy},
            .cache = cache,
            .dx = {values.dx},
            .dparameters = {},
            .scratch = values.scratch,
            .count = values.count};
  if constexpr (gives_gradients_once<L>() && Pass::wants_dparameters) pass.dparameters = values.sink;
  return pass;
}
/// The state of an inner layer K, from that of the layer around it.
template <class K, class State>
[[gnu::always_inline]] constexpr auto part_of_state(const State& whole, std::size_t at) noexcept {
  if constexpr (state_values_of<K>() == 0) return nothing{};
  else return state_of<K, typename State::scalar>{whole.data + at, whole.stride};
}
/// The forward pass of an inner layer K, which runs under the pass_traits Run, from the pass of the layer around it.
template <class K, class Run, class Whole>
[[gnu::always_inline]] constexpr auto part_of(const Whole& whole, const part_offsets& at, auto& cache,
                                              const forward_values<typename Run::scalar>& values) noexcept {
  return _detail::forward_pass_of<K, Run>(
      whole.parameters.data() + at.parameters,
      buffers_of<K>() == 0 ? decltype(whole.buffers){} : whole.buffers.subspan(at.buffers, buffers_of<K>()), cache,
      part_of_state<K>(whole.state, at.state), whole.random, values);
}
/// Its backward pass.
template <class K, class Run, bool WantsDx, head_mask DyIsDz, class Trained, class Whole>
[[gnu::always_inline]] constexpr auto part_of(const Whole& whole, const part_offsets& at, const auto& cache,
                                              const backward_values<typename Run::scalar>& values) noexcept {
  return _detail::backward_pass_of<K, Run, WantsDx, DyIsDz, Trained>(whole.parameters.data() + at.parameters, cache,
                                                                     values);
}

template <class P> inline constexpr bool is_forward_pass = false;
template <class L, class Run, class Random> inline constexpr bool is_forward_pass<forward_pass<L, Run, Random>> = true;
template <class P> inline constexpr bool is_backward_pass = false;
template <class L, class Run, bool WantsDx, head_mask DyIsDz, class Trained>
inline constexpr bool is_backward_pass<backward_pass<L, Run, WantsDx, DyIsDz, Trained>> = true;
}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

/// The argument of a layer's forward.
template <class P> concept ForwardPass = _detail::is_forward_pass<P>;
/// The argument of a layer's backward.
template <class P> concept BackwardPass = _detail::is_backward_pass<P>;

}  // namespace sinew
