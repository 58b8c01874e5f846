#pragma once
/// \file
/// The arguments of forward and backward: one small aggregate each, passed by value (`if constexpr (pass.training)`
/// requires that). A layer writes
///   static constexpr void forward(ForwardPass auto pass)
///   static constexpr void backward(BackwardPass auto pass)
/// or `auto pass`. forward_pass and backward_pass below list the fields.

#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/gradient_sink.hpp>

namespace SINEW_NAMESPACE::_detail {

/// forward computes y (and in training the cache) from x and the parameters.
template <class L, class Run, class Random = nothing> struct forward_pass {
  using run = Run;
  using scalar = typename Run::scalar;
  static constexpr std::size_t batch = Run::batch;
  static constexpr bool training = Run::training;

  // L::parameters of them; a span without static extent, because a span type per size costs compile time
  std::span<const scalar> parameters;
  batch_view<const scalar, Run::batch, L::input::size, Run::lanes> x;
  batch_view<scalar, Run::batch, L::output::size, Run::lanes> y;
  cache_of<L, Run>& cache;
  state_of<L, Run>& state;
  std::span<std::conditional_t<training, scalar, const scalar>> buffers;
  scalar* scratch;
  Random& random;
  /// the number of samples that exist, for layers that mix samples; the rest of the batch repeats some of them
  std::size_t count = Run::batch;
};

/// backward computes dx = ∂L/∂x and ∂L/∂parameters from dy = ∂L/∂y and the data of forward.
/// dx is overwritten. dparameters is added to: it is a span, or a GradientSink for layers with gradients_once.
template <class L, class Run, bool WantsDx = true, bool DyIsDz = false> struct backward_pass {
  using run = Run;
  using scalar = typename Run::scalar;
  static constexpr std::size_t batch = Run::batch;
  /// false: dx is not needed. backward may still write it, unless the layer declares `writes_unwanted_dx = false`.
  static constexpr bool wants_dx = WantsDx;
  /// true: dy is already the gradient before the layer's activation (softmax + cross-entropy give p − t). This only
  /// occurs in layers that declare `activation`.
  static constexpr bool dy_is_dz = DyIsDz;

  std::span<const scalar> parameters;
  batch_view<const scalar, Run::batch, L::input::size, Run::lanes> x;
  batch_view<const scalar, Run::batch, L::output::size, Run::lanes> y, dy;
  const cache_of<L, Run>& cache;
  batch_view<scalar, Run::batch, L::input::size, Run::lanes> dx;
  std::conditional_t<gives_gradients_once<L>(), GradientSink<scalar>, std::span<scalar>> dparameters;
  scalar* scratch;
  std::size_t count = Run::batch;  ///< as in forward; dy of the other samples is 0
};

template <class P> inline constexpr bool is_forward_pass = false;
template <class L, class Run, class Random> inline constexpr bool is_forward_pass<forward_pass<L, Run, Random>> = true;
template <class P> inline constexpr bool is_backward_pass = false;
template <class L, class Run, bool WantsDx, bool DyIsDz>
inline constexpr bool is_backward_pass<backward_pass<L, Run, WantsDx, DyIsDz>> = true;
}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

/// The argument of a layer's forward.
template <class P> concept ForwardPass = _detail::is_forward_pass<P>;
/// The argument of a layer's backward.
template <class P> concept BackwardPass = _detail::is_backward_pass<P>;

}  // namespace sinew
