#pragma once
/// \file
/// A batch of samples in one of two layouts.
///   rows   [sample][feature]            suits large dense layers: weights stream past, vectors lie along features
///   lanes  [block][feature][W samples]  suits everything whose weights are small: vectors lie along samples, whatever
///   the shape

#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// B samples of N features in blocks of W samples: (s, i) at data[(s / W · N + i) · W + s % W]. W = 1 is rows.
/// Where W does not divide B, the spare lanes of the last block repeat the last sample (so they are as finite as the
/// data) and are zero in gradients (so they add nothing).
template <class T, std::size_t B, std::size_t N, std::size_t W = 1> struct batch_view {
  T* data;
  static constexpr std::size_t batch = B, features = N, lanes = W, samples = (B + W - 1) / W * W;

  constexpr T& operator()(std::size_t s, std::size_t i) const noexcept { return data[(s / W * N + i) * W + s % W]; }
  /// One sample's features; rows only.
  constexpr std::span<T, N> operator[](std::size_t s) const noexcept requires(W == 1) {
    return std::span<T, N>(data + s * N, N);
  }
  /// All samples, one after the other.
  constexpr std::span<T, samples * N> flat() const noexcept { return std::span<T, samples * N>(data, samples * N); }
  /// Where feature i of a block's samples lies, from sample `lane` of the block on.
  constexpr T* at(std::size_t block, std::size_t lane, std::size_t i = 0) const noexcept {
    return data + (block * N + i) * W + lane;
  }
};
template <class T, std::size_t B, std::size_t N> using rows = batch_view<T, B, N, 1>;
template <class T, std::size_t B, std::size_t N, std::size_t W> using lanes = batch_view<T, B, N, W>;

/// What the spare lanes of the last block are filled with.
enum class spare_lanes { repeat_last_sample, zero };

}  // namespace sinew::_detail
