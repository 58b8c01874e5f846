#pragma once
/// \file
/// The affine map of a batch and its gradients in constant expressions, for layers of few weights: kernel/reference.hpp with constants for
/// sizes and copies for pointers. A compiler that evaluates reads a local array at a tenth of what it takes to follow a pointer into an
/// object's member, and a loop costs it more than the product inside; results are the same to the bit.

#include <cstddef>
#include <utility>

namespace sinew::kernel {

/// Layers of so many weights are worth code of their own during compilation.
inline constexpr std::size_t few_weights = 64;

namespace detail {

/// S samples (of whole blocks) of In features, Out outputs, W lanes; I: 0 … In − 1.
template <std::size_t S, std::size_t Out, std::size_t W, class T, class Map, std::size_t... I>
constexpr void few_forward(std::index_sequence<I...>, const T* x, const T* w, const T* b, T* y, T* kept, Map map) noexcept {
  constexpr std::size_t In = sizeof...(I);
  T ws[In * Out]{}, bias[Out]{};
  for (std::size_t k = 0; k < In * Out; ++k) ws[k] = w[k];
  for (std::size_t o = 0; o < Out; ++o) bias[o] = b[o];
  for (std::size_t block = 0; block < S; block += W)
    for (std::size_t lane = 0; lane < W; ++lane) {
      const T* at = x + (block * In + lane);
      const T xs[In]{at[I * W]...};
      std::size_t to = block * Out + lane;
      for (std::size_t o = 0; o < Out; ++o, to += W) {
        T z = bias[o];
        ((z += xs[I] * ws[I * Out + o]), ...);
        if (kept != nullptr) kept[to] = z;
        y[to] = map(z);
      }
    }
}
/// O: 0 … Out − 1.
template <std::size_t S, std::size_t In, std::size_t W, class T, std::size_t... O>
constexpr void few_dx(std::index_sequence<O...>, const T* dz, const T* w, T* dx) noexcept {
  constexpr std::size_t Out = sizeof...(O);
  T ws[In * Out]{};
  for (std::size_t k = 0; k < In * Out; ++k) ws[k] = w[k];
  for (std::size_t block = 0; block < S; block += W)
    for (std::size_t lane = 0; lane < W; ++lane) {
      const T* at = dz + (block * Out + lane);
      const T zs[Out]{at[O * W]...};
      std::size_t to = block * In + lane;
      for (std::size_t i = 0; i < In; ++i, to += W) {
        T sum{};
        ((sum += zs[O] * ws[i * Out + O]), ...);
        dx[to] = sum;
      }
    }
}
/// K: 0 … W − 1. A gradient_sink (layer/gradient_sink.hpp) is served by its own formula, without a call for every parameter.
template <std::size_t S, std::size_t In, std::size_t Out, std::size_t W, class T, class Sink, std::size_t... K>
constexpr void few_dw(std::index_sequence<K...>, const T* x, const T* dz, Sink sink) noexcept {
  T xs[S * In]{}, zs[S * Out]{}, g[In * Out + Out]{};
  for (std::size_t k = 0; k < S * In; ++k) xs[k] = x[k];
  for (std::size_t k = 0; k < S * Out; ++k) zs[k] = dz[k];
  for (std::size_t block = 0; block < S; block += W)
    for (std::size_t o = 0; o < Out; ++o) {
      const std::size_t with = block * Out + o * W;
      for (std::size_t i = 0; i < In; ++i) {
        const std::size_t from = block * In + i * W;
        T sum = g[i * Out + o];
        ((sum += xs[from + K] * zs[with + K]), ...);
        g[i * Out + o] = sum;
      }
      T sum = g[In * Out + o];
      ((sum += zs[with + K]), ...);
      g[In * Out + o] = sum;
    }
  for (std::size_t k = 0; k < In * Out + Out; ++k) sink.template add<T>(k, g[k]);
}

}  // namespace detail
}  // namespace sinew::kernel
