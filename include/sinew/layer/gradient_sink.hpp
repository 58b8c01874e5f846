#pragma once
/// \file
/// Where gradients go: dst[i] = keep·dst[i] + scale·g[i].
///   accumulate(gradient)           dst += g            the gradient of several passes (reinforcement learning, large
///   batches)
///   overwrite(gradient)            dst = g             for Adam, clipping, checks, an allreduce
///   descend(parameters, rate)      w −= rate·g         SGD without a gradient in memory: each tile is applied as it is
///   finished
/// One type with run-time factors, so that choosing among them instantiates no kernel twice.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::_detail {

/// dst[i] += scale·g[i]: what a sink comes down to in the loops of a kernel.
template <class T> struct add_scaled {
  T* to;
  T scale;
  template <class V> [[gnu::always_inline]] constexpr void operator()(std::size_t i, const V& g) const noexcept {
    store<V>(to + i, V(load<V>(to + i) + g * broadcast<V>(scale)));
  }
};

template <class T> struct gradient_sink {
  T* to;
  T keep, scale;

  /// Gives the gradient g (a scalar or a pack) of parameter i and those after it.
  template <class V> [[gnu::always_inline]] constexpr void add(std::size_t i, const V& g) const noexcept {
    // keep = 0 must not read: what lies there may be NaN. (Scalars without load, store and broadcast: constant
    // expressions count calls.)
    if constexpr (std::is_same_v<V, T>) to[i] = keep == T(0) ? g * scale : to[i] * keep + g * scale;
    else if (keep == T(0)) store<V>(to + i, V(g * broadcast<V>(scale)));
    else store<V>(to + i, V(load<V>(to + i) * broadcast<V>(keep) + g * broadcast<V>(scale)));
  }
  /// What to call as give(i, g), once for each of the first `count` parameters. What there is, is scaled or cleared
  /// now, so that kernels are compiled for one kind of sink; descent without weight decay needs neither.
  [[gnu::always_inline]] constexpr add_scaled<T> taker(std::size_t count) const noexcept {
    if (keep != T(1)) prepare(to, keep, count);
    return {to, scale};
  }
  /// Static, for to call it on a sink would need a place in memory, and g++ would then build a small net's whole passes
  /// there.
  [[gnu::noinline]] static constexpr void prepare(T* to, T keep, std::size_t count) noexcept {
    if (keep == T(0))
      for (std::size_t i = 0; i < count; ++i) to[i] = T(0);
    else
      sweep<T>(count, [=]<class V>(std::size_t i) {
        store<V>(to + i, V(load<V>(to + i) * broadcast<V>(keep)));
      });
  }
  /// The sink of the parameters from `offset` on.
  constexpr gradient_sink from(std::size_t offset) const noexcept { return {to + offset, keep, scale}; }
};

}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

template <class T> constexpr _detail::gradient_sink<T> accumulate(T* gradient) noexcept {
  return {gradient, T(1), T(1)};
}
template <class T> constexpr _detail::gradient_sink<T> overwrite(T* gradient) noexcept {
  return {gradient, T(0), T(1)};
}
/// w ← (1 − rate·weight_decay)·w − rate·g: SGD with PyTorch's weight decay.
template <class T> constexpr _detail::gradient_sink<T> descend(T* parameters, T rate, T weight_decay = T(0)) noexcept {
  return {parameters, T(1) - rate * weight_decay, -rate};
}

}  // namespace sinew
