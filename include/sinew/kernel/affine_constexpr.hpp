#pragma once
/// \file
/// The affine map of a batch and its gradients in constant expressions, for layers of few weights. This is
/// kernel/reference.hpp with constant sizes: a compiler evaluates a sum of constant length, written as one fold
/// expression, at half the cost of a loop, whose counter costs as much as each product. Weights that all samples
/// share are held in a local array. Results are bit-identical to kernel/reference.hpp.

#include <cstddef>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>

namespace SINEW_NAMESPACE::kernel {

/// Layers of at most this many weights get code of their own in constant evaluation.
inline constexpr std::size_t constexpr_weights = 64;

namespace detail {

/// y = map(x·W + b) for S samples (of whole blocks) of In features, Out outputs and W lanes. J: 0 … In − 1.
template <std::size_t S, std::size_t Out, std::size_t W, class T, class Map, std::size_t... J>
constexpr void forward_constexpr(std::index_sequence<J...>, const T* x, const T* w, const T* b, T* y,
                                 [[maybe_unused]] T* kept, Map map) noexcept {
  constexpr std::size_t In = sizeof...(J), x_step = W == 1 ? In : 1, y_step = W == 1 ? Out : 1;
  for (std::size_t o = 0; o < Out; ++o) {
    const T bias = b[o], wo[In]{w[J * Out + o]...};
    const T* at = x;
    std::size_t to = o * W;
    for (std::size_t s = 0; s < S; ++s, at += x_step, to += y_step) {
      if constexpr (W > 1)
        if (s > 0 && s % W == 0) at += (In - 1) * W, to += (Out - 1) * W;
      const T z = (bias + ... + (at[J * W] * wo[J]));
      if constexpr (Map::keeps_input) kept[to] = z;
      y[to] = map(z);
    }
  }
}
/// dx = dz·Wᵀ. O: 0 … Out − 1.
template <std::size_t S, std::size_t In, std::size_t W, class T, std::size_t... O>
constexpr void dx_constexpr(std::index_sequence<O...>, const T* dz, const T* w, T* dx) noexcept {
  constexpr std::size_t Out = sizeof...(O), z_step = W == 1 ? Out : 1, x_step = W == 1 ? In : 1;
  for (std::size_t i = 0; i < In; ++i) {
    const T wi[Out]{w[i * Out + O]...};
    const T* at = dz;
    std::size_t to = i * W;
    for (std::size_t s = 0; s < S; ++s, at += z_step, to += x_step) {
      if constexpr (W > 1)
        if (s > 0 && s % W == 0) at += (Out - 1) * W, to += (In - 1) * W;
      dx[to] = (T{} + ... + (at[O * W] * wi[O]));
    }
  }
}
/// The number of samples that dw_constexpr sums in one fold expression. A fold costs less than a loop, but compilers
/// limit its length.
template <std::size_t S, std::size_t W>
inline constexpr std::size_t at_once = W > 1     ? W
                                       : S <= 16 ? S
                                                 : min_of<std::size_t>(16, S&(~S + 1));
/// dW = xᵀ·dz and db. K: 0 … at_once − 1. take: the functor a sink provides for pieces of a gradient
/// (layer/gradient_sink.hpp). The formula of add_scaled is written out here, which saves a call per parameter.
template <std::size_t S, std::size_t In, std::size_t Out, std::size_t W, class T, class Taker, std::size_t... K>
constexpr void dw_constexpr(std::index_sequence<K...>, const T* x, const T* dz, Taker take) noexcept {
  constexpr std::size_t C = sizeof...(K), x_step = W == 1 ? In : 1, z_step = W == 1 ? Out : 1;
  for (std::size_t o = 0; o < Out; ++o) {
    T g[In + 1]{};
    for (std::size_t s = 0; s < S; s += C) {
      const T* at = x + s * In;
      const T* from = dz + s * Out + o * W;
      const T z[C]{from[K * z_step]...};
      for (std::size_t i = 0; i < In; ++i, at += W) g[i] = (g[i] + ... + (at[K * x_step] * z[K]));
      g[In] = (g[In] + ... + z[K]);
    }
    std::size_t to = o;
    if constexpr (requires { take.to[to] += take.scale; })
      for (const T v : g) {
        take.to[to] += v * take.scale;
        to += Out;
      }
    else
      for (const T v : g) {
        take(to, v);
        to += Out;
      }
  }
}

}  // namespace detail
}  // namespace sinew::kernel
