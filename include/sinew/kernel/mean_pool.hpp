#pragma once
/// \file
/// Average pooling over the windows of kernel/pool.hpp, for one block of samples. V is the value type, W the number
/// of lanes between two features.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/pool.hpp>

namespace SINEW_NAMESPACE::kernel {

/// y = the mean of each window: of its positions within the padded image, with padding as zeros, or (IgnorePadding) of
/// those within the image.
template <class G, class V, std::size_t W, bool IgnorePadding, class T>
[[SINEW_KERNEL]] constexpr void mean_forward(const T* x, T* y) noexcept {
  constexpr std::size_t in = G::height * G::width, out = G::out_height * G::out_width;
  for (std::size_t c = 0; c < G::channels; ++c, x += in * W, y += out * W)
    kernel::each_window<G>([&](std::size_t output, std::size_t corner, reach rows,
                               reach columns) __attribute__((always_inline)) {
      V sum{};
#pragma GCC unroll 4
      for (std::size_t i = rows.first; i < rows.last; ++i)
#pragma GCC unroll 4
        for (std::size_t j = columns.first; j < columns.last; ++j)
          sum = sum + load<V>(x + (corner + i * kernel::step_down<G> + j * kernel::step_along<G>)*W);
      store<V>(y + output * W, V(sum / broadcast<V>(kernel::shared_by<G, IgnorePadding>(rows, columns))));
    });
}

/// dx = the sum of dy / count over the windows that contain the input.
template <class G, class V, std::size_t W, bool IgnorePadding, class T>
[[SINEW_KERNEL]] constexpr void mean_backward(const T* dy, T* dx) noexcept {
  constexpr std::size_t in = G::height * G::width, out = G::out_height * G::out_width;
  for (std::size_t c = 0; c < G::channels; ++c, dx += in * W, dy += out * W) {
    if constexpr (!kernel::all_covered<G>) kernel::clear_features<V>(in, W, dx);
    kernel::each_window<G>([&](std::size_t output, std::size_t corner, reach rows,
                               reach columns) __attribute__((always_inline)) {
      const V d = load<V>(dy + output * W) / broadcast<V>(kernel::shared_by<G, IgnorePadding>(rows, columns));
#pragma GCC unroll 4
      for (std::size_t i = rows.first; i < rows.last; ++i)
#pragma GCC unroll 4
        for (std::size_t j = columns.first; j < columns.last; ++j) {
          T* to = dx + (corner + i * kernel::step_down<G> + j * kernel::step_along<G>)*W;
          store<V>(to, kernel::overlap<G> ? V(load<V>(to) + d) : d);
        }
    });
  }
}

}  // namespace sinew::kernel
