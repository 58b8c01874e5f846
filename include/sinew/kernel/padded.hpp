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
/// f(rows from, rows to, columns from, columns to) for the four sides of the padding of a channel, in pixels.
template <class S, class F> [[gnu::always_inline]] constexpr void each_side(F&& f) {
  constexpr std::size_t top = S::rows.before, bottom = top + S::height, left = S::cols.before, right = left + S::width;
  if constexpr (top > 0) f(0, top, 0, S::padded_width);
  if constexpr (left > 0) f(top, bottom, 0, left);
  if constexpr (right < S::padded_width) f(top, bottom, right, S::padded_width);
  if constexpr (bottom < S::padded_height) f(bottom, S::padded_height, 0, S::padded_width);
}
}  // namespace detail

/// Where the pixels of a channel lie within its padding, in pixels: rows are `pitch` apart, channels `plane`.
template <class S> struct padded_channel {
  static constexpr std::size_t pitch = S::padded_width, plane = S::padded_height * pitch,
                               first = S::rows.before * pitch + S::cols.before;
};
/// Sets the padding of a channel to 0.
template <class S, std::size_t L, class V, class T>
[[gnu::always_inline]] constexpr void clear_padding(T* to) noexcept {
  detail::each_side<S>([&](std::size_t top, std::size_t bottom, std::size_t left, std::size_t right) {
    for (std::size_t r = top; r < bottom; ++r)
      for (std::size_t s = left; s < right; ++s) store<V>(to + (r * S::padded_width + s) * L, V{});
  });
}
namespace detail {
/// The extents of the channels of a group without and with their padding, in pixels.
struct padded_extents {
  std::size_t channels, height, width;
  std::size_t top, left;  ///< of the padding
  std::size_t padded_height, padded_width;
};
template <class S> inline constexpr padded_extents padded_extents_of{
    S::group_channels, S::height, S::width, S::rows.before, S::cols.before, S::padded_height, S::padded_width};

/// copy_padded() for images of any size: convolutions share it.
template <std::size_t L, class V, class T>
[[gnu::noinline, SINEW_KERNEL]] constexpr void copy_padded_shared(const padded_extents& n, const T* from, T* to,
                                                                  bool fresh) noexcept {
  const std::size_t right = n.padded_width - n.left - n.width;
  const auto put_zeros = [&](std::size_t count) __attribute__((always_inline)) {
    if (fresh)
      for (std::size_t i = 0; i < count; ++i) store<V>(to + i * L, V{});
    to += count * L;
  };
  for (std::size_t c = 0; c < n.channels; ++c) {
    put_zeros(n.top * n.padded_width);
    for (std::size_t r = 0; r < n.height; ++r, from += n.width * L) {
      put_zeros(n.left);
      for (std::size_t s = 0; s < n.width; ++s, to += L) store<V>(to, load<V>(from + s * L));
      put_zeros(right);
    }
    put_zeros((n.padded_height - n.top - n.height) * n.padded_width);
  }
}
}  // namespace detail

/// Copies the channels of one group of a block of L samples, V of them at a time, into the middle of channels with the
/// padding of S (kernel/convolution.hpp). fresh: writes the padding too, which other groups and blocks find there.
template <class S, std::size_t L, class V, class T>
constexpr void copy_padded(const T* from, T* to, bool fresh) noexcept {
  if constexpr (L > 1) detail::copy_padded_shared<L, V>(detail::padded_extents_of<S>, from, to, fresh);
  else
    for (std::size_t c = 0; c < S::group_channels; ++c, to += S::padded_height * S::padded_width) {
      if (fresh) kernel::clear_padding<S, L, V>(to);
      T* row = to + S::rows.before * S::padded_width + S::cols.before;
      for (std::size_t r = 0; r < S::height; ++r, from += S::width, row += S::padded_width) {
        if (!__builtin_is_constant_evaluated()) {
          __builtin_memcpy(row, from, S::width * sizeof(T));
          continue;
        }
        for (std::size_t s = 0; s < S::width; ++s) store<V>(row + s, load<V>(from + s));
      }
    }
}
template <class S, std::size_t L, class V, class T>
requires OneOfLanes<V, L>
constexpr void copy_padded(const T* from, T* to, bool) noexcept {
  reference::copy_padded(
      {S::group_channels, S::height, S::width, S::rows.before, S::rows.after, S::cols.before, S::cols.after, L}, from,
      to);
}

}  // namespace sinew::kernel
