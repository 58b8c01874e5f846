#pragma once
/// \file
/// batch_view: a batch of samples in one of two layouts.
///
///     rows   [sample][feature]            for large dense layers: weights are streamed, vectors run along features
///     lanes  [block][feature][W samples]  for layers with small weights: vectors run along samples, for any shape

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A view of B samples of N features in blocks of W samples. Feature i of sample s is data[(s / W · N + i) · W + s %
/// W]; W = 1 is the layout `rows`.
/// If W does not divide B, the spare lanes of the last block repeat the last sample, so they are as finite as the
/// data. In gradients they are zero, so they add nothing.
template <class T, std::size_t B, std::size_t N, std::size_t W = 1> struct batch_view {
  T* data;
  static constexpr std::size_t batch = B, features = N, lanes = W, samples = (B + W - 1) / W * W;

  constexpr T& operator()(std::size_t s, std::size_t i) const noexcept { return data[(s / W * N + i) * W + s % W]; }
  /// The features of one sample; rows only.
  constexpr std::span<T, N> operator[](std::size_t s) const noexcept requires(W == 1) {
    return std::span<T, N>(data + s * N, N);
  }
  /// All samples in memory order.
  constexpr std::span<T, samples * N> flat() const noexcept { return std::span<T, samples * N>(data, samples * N); }
  /// The address of feature i of a block's samples, from sample `lane` of the block on.
  constexpr T* at(std::size_t block, std::size_t lane, std::size_t i = 0) const noexcept {
    return data + (block * N + i) * W + lane;
  }
};
template <class T, std::size_t B, std::size_t N> using rows = batch_view<T, B, N, 1>;
template <class T, std::size_t B, std::size_t N, std::size_t W> using lanes = batch_view<T, B, N, W>;

/// The contents of the spare lanes of the last block.
enum class spare_lanes { repeat_last_sample, zero };

}  // namespace sinew::_detail
