#pragma once
/// \file
/// The destination of gradients: dst[i] = keep·dst[i] + scale·g[i].
///   accumulate(gradient)        dst += g       sums over several passes (reinforcement learning, large batches)
///   overwrite(gradient)         dst = g        for Adam, clipping, checks, an allreduce
///   descend(parameters, rate)   w −= rate·g    SGD without a stored gradient: each tile is applied once it is finished
/// All are one type with run-time factors, so that no kernel is instantiated twice.
///   discard                     no gradients of parameters: the pass computes ∂L/∂x alone. A type of its own, so that
///                               layers do not compute what nobody takes.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/discarding_sink.hpp>

namespace SINEW_NAMESPACE::_detail {

/// dst[i] += scale·g[i]: the form of a sink in the loops of a kernel.
template <class T> struct add_scaled {
  T* to;
  T scale;
  template <class V> [[gnu::always_inline]] constexpr void operator()(std::size_t i, const V& g) const noexcept {
    store<V>(to + i, V(load<V>(to + i) + g * broadcast<V>(scale)));
  }
};

/// The type of `discard`.
struct discard_gradients {
  explicit discard_gradients() = default;
};

}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

/// dst[i] = keep·dst[i] + scale·g[i] for each parameter i.
template <class T> struct GradientSink {
  T* to;  ///< the gradient, or the parameters themselves
  /// The factors of the present value and of the gradient. With keep = 0 the present value is not read.
  T keep, scale;

  /// Adds the gradient g of parameter i (a scalar) or of the parameters from i on (a pack).
  template <class V> [[gnu::always_inline]] constexpr void add(std::size_t i, const V& g) const noexcept {
    // With keep = 0 the destination must not be read: it may hold NaN. (Scalars avoid load, store and broadcast,
    // because constant expressions count calls.)
    if constexpr (std::is_same_v<V, T>)
      to[i] = _detail::equals(keep, T(0)) ? g * scale : math::detail::flushed(to[i] * keep + g * scale);
    else if (_detail::equals(keep, T(0))) simd::store<V>(to + i, V(g * simd::broadcast<V>(scale)));
    else
      simd::store<V>(to + i, math::detail::flushed(
                                 V(simd::load<V>(to + i) * simd::broadcast<V>(keep) + g * simd::broadcast<V>(scale))));
  }
  /// A functor to call as give(i, g), once for each of the first `count` parameters. The present values are scaled or
  /// cleared here, so that kernels are compiled for one kind of sink. Descent without weight decay needs neither.
  [[gnu::always_inline]] constexpr _detail::add_scaled<T> taker(std::size_t count) const noexcept {
    if (!_detail::equals(keep, T(1))) prepare(to, keep, count);
    return {to, scale};
  }
  /// Multiplies the first `count` values by keep, or clears them if keep is 0. Values that decay below the normal
  /// numbers become 0. It is static because a member call would
  /// force the sink into memory, and g++ would then keep the whole passes of a small net there.
  [[gnu::noinline, SINEW_KERNEL]] static constexpr void prepare(T* to, T keep, std::size_t count) noexcept {
    if (_detail::equals(keep, T(0)))
      for (std::size_t i = 0; i < count; ++i) to[i] = T(0);
    else
      simd::sweep<T>(
          count, [=]<class V>(std::size_t i) __attribute__((always_inline)) {
            simd::store<V>(to + i, math::detail::flushed(V(simd::load<V>(to + i) * simd::broadcast<V>(keep))));
          });
  }
  /// The sink for the parameters from `offset` on.
  constexpr GradientSink from(std::size_t offset) const noexcept { return {to + offset, keep, scale}; }
};

/// gradient += g.
template <class T> constexpr GradientSink<T> accumulate(T* gradient) noexcept { return {gradient, T(1), T(1)}; }
/// gradient = g.
template <class T> constexpr GradientSink<T> overwrite(T* gradient) noexcept { return {gradient, T(0), T(1)}; }
/// No gradients of parameters: `net.backward(w, discard)` computes ∂L/∂x alone, in a
/// `Workspace<…, Mode::input_gradient>`. Layers spend no time on the gradients of their parameters. For an actor that
/// learns through a critic, and for attributions of inputs.
/// Cost: about half of a backward pass.
/// PyTorch: torch.autograd.grad(loss, x), or parameters with requires_grad=False.
inline constexpr _detail::discard_gradients discard{};
/// w ← (1 − rate·weight_decay)·w − rate·g: SGD with PyTorch's weight decay.
template <class T> constexpr GradientSink<T> descend(T* parameters, T rate, T weight_decay = T(0)) noexcept {
  return {parameters, T(1) - rate * weight_decay, -rate};
}

}  // namespace sinew
