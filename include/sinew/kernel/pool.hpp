#pragma once
/// \file
/// Iteration over the windows of a pooling layer. A geometry G has channels, height, width, out_height, out_width and
/// `windows` (rows and columns). Every window must contain a pixel of the image.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/shape/window.hpp>
#include <sinew/simd/pack.hpp>

namespace SINEW_NAMESPACE::kernel {

/// The positions of a window that lie within the image along one axis: first … last − 1. `padded`: the number of
/// positions within the image and its padding.
struct reach {
  std::size_t first, last, padded;
};
constexpr reach reach_of(const window& w, std::size_t in, std::size_t output) noexcept {
  const std::size_t start = output * w.stride,
                    from = start < w.before ? (w.before - start + w.dilation - 1) / w.dilation : 0;
  // Coordinates of the padded image, as `start` is.
  const std::size_t end = in + w.before, padded_end = end + w.after;
  const auto positions_before = [&](std::size_t limit) {
    return start < limit ? min_of(w.kernel, (limit - start + w.dilation - 1) / w.dilation) : 0;
  };
  return {from, positions_before(end), w.overhang == 0 ? w.kernel : positions_before(padded_end)};
}
/// Whether every window contains at least one input, and not only padding.
constexpr bool always_meets_image(const window& w, std::size_t in) noexcept {
  for (std::size_t o = 0; o < w.outputs(in); ++o)
    if (const reach r = kernel::reach_of(w, in, o); r.first >= r.last) return false;
  return true;
}
/// Whether no input lies in two windows.
constexpr bool apart(const window& w) noexcept { return w.stride >= w.span(); }
/// Whether each input lies in exactly one window.
constexpr bool tiles(const window& w, std::size_t in) noexcept {
  return w.stride == w.kernel && w.dilation == 1 && w.before == 0 && w.outputs(in) * w.stride >= in;
}

/// f(output, corner, rows, columns) for each window of a channel, with indices relative to the channel. Position
/// (i, j) of the window is input corner + i·step_down + j·step_along. The corner itself may lie outside the image;
/// its index then wraps modulo 2⁶⁴.
template <class G, class F> [[gnu::always_inline]] constexpr void each_window(F f) {
  constexpr window down = G::windows.rows, along = G::windows.cols;
  constexpr bool within = down.before + down.after + down.overhang + along.before + along.after + along.overhang == 0;
  constexpr reach all_rows{0, down.kernel, down.kernel}, all_columns{0, along.kernel, along.kernel};
  for (std::size_t o = 0; o < G::out_height; ++o) {
    const reach rows = within ? all_rows : kernel::reach_of(down, G::height, o);
    for (std::size_t q = 0; q < G::out_width; ++q) {
      const std::size_t output = o * G::out_width + q,
                        corner = (o * down.stride - down.before) * G::width + q * along.stride - along.before;
      if constexpr (within) {
        f(output, corner, all_rows, all_columns);
      } else {
        const reach cols = kernel::reach_of(along, G::width, q);
        f(output, corner, rows, cols);
      }
    }
  }
}
template <class G> inline constexpr std::size_t step_down = G::windows.rows.dilation* G::width;
template <class G> inline constexpr std::size_t step_along = G::windows.cols.dilation;
template <class G> inline constexpr bool overlap = !(kernel::apart(G::windows.rows) && kernel::apart(G::windows.cols));
template <class G>
inline constexpr bool all_covered = kernel::tiles(G::windows.rows, G::height) && kernel::tiles(G::windows.cols,
                                                                                               G::width);

template <class V, class T>
[[gnu::always_inline]] constexpr void clear_features(std::size_t count, std::size_t W, T* to) {
  for (std::size_t i = 0; i < count; ++i) store<V>(to + i * W, V{});
}

/// The number of values that the mean of a window is taken over. Positions of an overhang never count.
template <class G, bool IgnorePadding>
[[gnu::always_inline]] constexpr std::size_t shared_by(reach rows, reach cols) noexcept {
  if constexpr (IgnorePadding) return (rows.last - rows.first) * (cols.last - cols.first);
  else return rows.padded * cols.padded;
}

}  // namespace sinew::kernel
