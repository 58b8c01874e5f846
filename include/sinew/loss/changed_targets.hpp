#pragma once
/// \file
/// Losses of batches whose targets are changed first: by label smoothing, by class weights.

#include <array>
#include <cstddef>
#include <span>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Label smoothing: t becomes (1 − ε)·t + ε·Σt / N, so the sum of the targets stays what it is.
template <class T> constexpr void smooth(std::span<const T> t, std::span<T> to, double smoothing) noexcept {
  T mass{};
  for (const T v : t) mass += v;
  const T keep = static_cast<T>(1 - smoothing),
          share = static_cast<T>(smoothing) * mass / static_cast<T>(static_cast<double>(t.size()));
  for (std::size_t i = 0; i < t.size(); ++i) to[i] = keep * t[i] + share;
}
/// What is wrong with a label smoothing, or nullptr.
constexpr const char* smoothing_fault(double smoothing) noexcept {
  return smoothing >= 0 && smoothing <= 1 ? nullptr : "label_smoothing must be in [0, 1]";
}

/// L::batch<N> of samples whose targets change(t, to) has changed: some samples at a time, whose targets are on the
/// stack.
template <std::size_t N, class L, class T, class Change>
T batch_of_changed(const L& loss, const T* y, const T* t, T* dy, std::size_t count, T scale, Change change) noexcept {
  constexpr std::size_t block = max_of<std::size_t>(1, min_of<std::size_t>(16, 256 / N));
  std::array<T, block * N> changed;
  T total{};
  for (std::size_t at = 0; at < count; at += block) {
    const std::size_t samples = min_of<std::size_t>(block, count - at);
    for (std::size_t s = 0; s < samples; ++s)
      change(std::span<const T>(t + (at + s) * N, N), std::span<T>(changed.data() + s * N, N));
    total += loss.template batch<N>(y + at * N, changed.data(), dy == nullptr ? nullptr : dy + at * N, samples, scale);
  }
  return total;
}

}  // namespace sinew::_detail
