#pragma once
/// \file
/// Reference implementations of the convolution kernels (kernel/convolution.hpp, kernel/convolution_gradients.hpp):
/// one sample of a block, for constant expressions (see kernel/reference.hpp). Sizes are arguments, so one function
/// serves all layers; in constant expressions, register tiles would be compiled for each layer without any use. The
/// memory layout, padding included, is that of the fast kernels.
/// Order of summation: from the bias on, as in the fast kernels, except that dx has the output channels innermost.

#include <cstddef>
#include <cstdint>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/shape/window.hpp>

namespace SINEW_NAMESPACE::kernel::reference {

/// The sizes of a convolution, named as in kernel::convolution. lanes: samples per block.
struct convolution_sizes {
  window rows, cols;
  std::size_t height, width, padded_height, padded_width, out_height, out_width, outputs, group_channels, group_outputs,
      lanes;
};
template <class S, std::size_t L> inline constexpr convolution_sizes sizes_of{
    S::rows,       S::cols,      S::height,  S::width,          S::padded_height, S::padded_width,
    S::out_height, S::out_width, S::outputs, S::group_channels, S::group_outputs, L};

/// Copies `planes` contiguous images of height × width into images padded with the given number of zero pixels on
/// each side.
struct padded_sizes {
  std::size_t planes, height, width, above, below, left, right, lanes;
};
template <class T> constexpr void copy_padded(const padded_sizes& n, const T* from, T* to) noexcept {
  const std::size_t lanes = n.lanes, pitch = n.left + n.width + n.right, past = n.left + n.width;
  for (std::size_t plane = 0; plane < n.planes; ++plane)
    for (std::size_t row = 0; row < n.above + n.height + n.below; ++row) {
      const bool inside = row >= n.above && row < n.above + n.height;
      for (std::size_t column = 0; column < pitch; ++column, to += lanes)
        if (inside && column >= n.left && column < past) {
          *to = *from;
          from += lanes;
        } else *to = T(0);
    }
}

/// y = map(conv(x) + b) for group g; b may be null. With pool > 1, y = map(maximum of each pool × pool pixels).
/// Stores conv(x) + b to `kept` and the position of the first maximum to `index`, unless these are null.
template <class T, class Map> constexpr void convolve(const convolution_sizes& n, std::size_t pool, std::size_t g,
                                                      const T* x, const T* w, const T* b, T* y, T* kept,
                                                      std::uint8_t* index, Map map) noexcept {
  const std::size_t lanes = n.lanes, outputs = n.outputs, kernel = n.cols.kernel, step = n.cols.dilation * lanes;
  const std::size_t pitch = n.padded_width * lanes, height = n.out_height / pool, width = n.out_width / pool;
  std::size_t at = g * n.group_outputs * height * width * lanes;
  for (std::size_t o = g * n.group_outputs; o < (g + 1) * n.group_outputs; ++o)
    for (std::size_t row = 0; row < height; ++row)
      for (std::size_t column = 0; column < width; ++column, at += lanes) {
        T most{};
        std::uint8_t which = 0;
        for (std::size_t k = 0; k < pool * pool; ++k) {
          const T* const corner =
              x + (row * pool + k / pool) * n.rows.stride * pitch + (column * pool + k % pool) * n.cols.stride * lanes;
          const T* weight = w + o;
          T z = b == nullptr ? T(0) : b[o];
          for (std::size_t c = 0; c < n.group_channels; ++c)
            for (std::size_t r = 0; r < n.rows.kernel; ++r) {
              const T* pixel = corner + (c * n.padded_height + r * n.rows.dilation) * pitch;
              for (std::size_t s = 0; s < kernel; ++s, pixel += step, weight += outputs) z += *pixel * *weight;
            }
          if (k == 0 || z > most || _detail::is_nan(z)) {  // a NaN propagates
            most = z;
            which = static_cast<std::uint8_t>(k);
          }
        }
        if (kept != nullptr) kept[at] = most;
        if (index != nullptr) index[at] = which;
        y[at] = map(most);
      }
}

/// dx = map(b + Σ dz·w) for group g; b may be null. dz: rows of `pitch` pixels, the first `left` of which are
/// padding.
template <class T, class Map>
constexpr void convolve_transposed(const convolution_sizes& n, std::size_t left, std::size_t pitch, std::size_t g,
                                   const T* dz, const T* w, const T* b, T* dx, T* kept, Map map) noexcept {
  const std::size_t lanes = n.lanes, outputs = n.outputs, kernel = n.cols.kernel, stride = n.cols.stride;
  const std::size_t plane = n.out_height * pitch * lanes;
  std::size_t at = g * n.group_channels * n.height * n.width * lanes;
  for (std::size_t c = 0; c < n.group_channels; ++c)
    for (std::size_t row = 0; row < n.height; ++row)
      for (std::size_t column = 0; column < n.width; ++column, at += lanes) {
        T sum = b == nullptr ? T(0) : b[g * n.group_channels + c];
        for (std::size_t r = 0; r < n.rows.kernel; ++r) {
          const std::size_t from = row + n.rows.before - r * n.rows.dilation;  // wraps beyond every row if negative
          if (from % n.rows.stride != 0 || from / n.rows.stride >= n.out_height) continue;
          const T* const source = dz + from / n.rows.stride * pitch * lanes;
          const T* const weights = w + (c * n.rows.kernel + r) * kernel * outputs + g * n.group_outputs;
          for (std::size_t s = 0; s < kernel; ++s) {
            const std::size_t over = left * stride + column + n.cols.before - s * n.cols.dilation;
            if (over % stride != 0) continue;
            const T* pixel = source + over / stride * lanes;
            const T* weight = weights + s * outputs;
            for (std::size_t o = 0; o < n.group_outputs; ++o, pixel += plane, ++weight) sum += *pixel * *weight;
          }
        }
        if (kept != nullptr) kept[at] = sum;
        dx[at] = map(sum);
      }
}

/// sums[k] += Σ x·dz for every weight k of group g; starts from 0 if fresh. Rows of dz are `pitch` pixels apart, its
/// channels `plane` pixels.
template <class T> constexpr void convolve_weights(const convolution_sizes& n, std::size_t pitch, std::size_t plane,
                                                   std::size_t g, const T* x, const T* dz, bool fresh,
                                                   T* sums) noexcept {
  const std::size_t lanes = n.lanes, width = n.out_width, step = n.cols.stride * lanes,
                    down = n.rows.stride * n.padded_width * lanes;
  std::size_t at = g * n.group_outputs * lanes;
  for (std::size_t c = 0; c < n.group_channels; ++c)
    for (std::size_t r = 0; r < n.rows.kernel; ++r)
      for (std::size_t s = 0; s < n.cols.kernel; ++s, at += (n.outputs - n.group_outputs) * lanes) {
        const T* const first =
            x + ((c * n.padded_height + r * n.rows.dilation) * n.padded_width + s * n.cols.dilation) * lanes;
        for (std::size_t o = 0; o < n.group_outputs; ++o, at += lanes) {
          const T *row_of_x = first, *d_row = dz + o * plane * lanes;
          T sum = fresh ? T(0) : sums[at];
          for (std::size_t row = 0; row < n.out_height; ++row, row_of_x += down, d_row += pitch * lanes) {
            const T *pixel = row_of_x, *d = d_row;
            for (std::size_t column = 0; column < width; ++column, pixel += step, d += lanes) sum += *pixel * *d;
          }
          sums[at] = sum;
        }
      }
}

}  // namespace sinew::kernel::reference
