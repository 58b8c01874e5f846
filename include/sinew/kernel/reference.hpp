#pragma once
/// \file
/// Reference implementations of the kernels. Tests compare the fast kernels with them, and constant expressions run
/// them (every step counts there, and there are no vectors). They take both layouts and compute spare lanes like
/// samples. Sizes are arguments, so one function serves all layers. Loops walk plain pointers: in constant
/// evaluation, a call per factor costs more than the product.
/// Order of summation: from the bias on, inputs in ascending order, as in the fast kernels.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/memory/batch_view.hpp>

namespace SINEW_NAMESPACE::kernel::reference {

/// The sizes of an affine map of a batch: samples (of whole blocks), features, and lanes per block.
struct affine_sizes {
  std::size_t samples, in, out, lanes = 1;
};
/// The index of the first feature of a sample; its features are `lanes` apart (memory/batch_view.hpp).
constexpr std::size_t start_of(std::size_t sample, std::size_t features, std::size_t lanes) noexcept {
  return sample / lanes * features * lanes + sample % lanes;
}

/// y = map(x·W + b) with W (In, Out) row-major. Stores x·W + b to `kept`, unless it is null.
template <class T, class Map>
constexpr void affine_forward(affine_sizes n, const T* x, const T* w, const T* b, T* y, T* kept, Map map) noexcept {
  const std::size_t in = n.in, out = n.out, lanes = n.lanes;
  for (std::size_t s = 0; s < n.samples; ++s) {
    const std::size_t ys = reference::start_of(s, out, lanes);
    const T* xs = x + reference::start_of(s, in, lanes);
    for (std::size_t o = 0; o < out; ++o) {
      T z = b[o];
      for (std::size_t i = 0; i < in; ++i) z += xs[i * lanes] * w[i * out + o];
      if (kept != nullptr) kept[ys + o * lanes] = z;
      y[ys + o * lanes] = map(z);
    }
  }
}
/// dx = dz·Wᵀ.
template <class T> constexpr void affine_dx(affine_sizes n, const T* dz, const T* w, T* dx) noexcept {
  const std::size_t in = n.in, out = n.out, lanes = n.lanes;
  for (std::size_t s = 0; s < n.samples; ++s) {
    const T* zs = dz + reference::start_of(s, out, lanes);
    T* xs = dx + reference::start_of(s, in, lanes);
    for (std::size_t i = 0; i < in; ++i) {
      T sum{};
      for (std::size_t o = 0; o < out; ++o) sum += zs[o * lanes] * w[i * out + o];
      xs[i * lanes] = sum;
    }
  }
}
/// Gives dW = xᵀ·dz and db = Σ_batch dz to sink.add(index, value).
template <class T, class Sink> constexpr void affine_dw(affine_sizes n, const T* x, const T* dz, Sink sink) noexcept {
  const std::size_t in = n.in, out = n.out, lanes = n.lanes;
  for (std::size_t i = 0; i <= in; ++i)  // the last row is the bias: an input that is always 1
    for (std::size_t o = 0; o < out; ++o) {
      T sum{};
      for (std::size_t block = 0; block < n.samples; block += lanes) {
        const T *xs = x + block * in + i * lanes, *zs = dz + block * out + o * lanes;
        if (i == in)
          for (std::size_t s = 0; s < lanes; ++s) sum += zs[s];
        else if (lanes == 1) sum += *xs * *zs;
        else
          for (std::size_t s = 0; s < lanes; ++s) sum += xs[s] * zs[s];
      }
      sink.template add<T>(i * out + o, sum);
    }
}

/// Copies a batch from one layout to the other. Spare selects what the spare lanes of the last block hold.
template <spare_lanes Spare, class T> constexpr void relayout(std::size_t batch, std::size_t features, const T* from,
                                                              std::size_t from_lanes, T* to,
                                                              std::size_t to_lanes) noexcept {
  const std::size_t samples = (batch + to_lanes - 1) / to_lanes * to_lanes;
  for (std::size_t s = 0; s < samples; ++s) {
    const bool spare = s >= batch;
    const std::size_t r = spare ? batch - 1 : s;
    std::size_t at = r / from_lanes * features * from_lanes + r % from_lanes,
                target = s / to_lanes * features * to_lanes + s % to_lanes;
    for (std::size_t i = 0; i < features; ++i, at += from_lanes, target += to_lanes)
      to[target] = spare && Spare == spare_lanes::zero ? T(0) : from[at];
  }
}

}  // namespace sinew::kernel::reference
