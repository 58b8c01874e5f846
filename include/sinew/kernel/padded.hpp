#pragma once
/// \file
/// Copies of images with zero padding, so that kernels need not test whether a pixel exists.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/convolution_reference.hpp>

namespace SINEW_NAMESPACE::kernel {

namespace detail {
/// Pads the channels of a single image, one memcpy per row.
template <class S, class T> inline void copy_image_padded(const T* from, T* to) noexcept {
  const auto clear = [&to](std::size_t count) {
    __builtin_memset(to, 0, count * sizeof(T));
    to += count;
  };
  for (std::size_t c = 0; c < S::group_channels; ++c) {
    clear(S::rows.before * S::padded_width + S::columns.before);
    for (std::size_t r = 0; r < S::height; ++r, from += S::width) {
      __builtin_memcpy(to, from, S::width * sizeof(T));
      to += S::width;
      if (r + 1 < S::height) clear(S::columns.after + S::columns.before);
    }
    clear(S::columns.after + S::rows.after * S::padded_width);
  }
}
}  // namespace detail

/// Copies the channels of one group of a block of L samples, V of them at a time, and surrounds each channel with the
/// padding of S (kernel/convolution.hpp).
template <class S, std::size_t L, class V, class T>
[[SINEW_KERNEL]] constexpr void copy_padded(const T* from, T* to) noexcept {
  if constexpr (L == 1)
    if (!__builtin_is_constant_evaluated()) return detail::copy_image_padded<S>(from, to);
  const auto clear = [&to](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i, to += L) store<V>(to, V{});
  };
  for (std::size_t c = 0; c < S::group_channels; ++c) {
    clear(S::rows.before * S::padded_width);
    for (std::size_t r = 0; r < S::height; ++r) {
      clear(S::columns.before);
      for (std::size_t s = 0; s < S::width; ++s, from += L, to += L) store<V>(to, load<V>(from));
      clear(S::columns.after);
    }
    clear(S::rows.after * S::padded_width);
  }
}
template <class S, std::size_t L, class V, class T>
requires OneOfLanes<V, L>
constexpr void copy_padded(const T* from, T* to) noexcept {
  reference::copy_padded(
      {S::group_channels, S::height, S::width, S::rows.before, S::rows.after, S::columns.before, S::columns.after, L},
      from, to);
}

}  // namespace sinew::kernel
