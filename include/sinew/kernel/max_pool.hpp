#pragma once
/// \file
/// Max pooling over the windows of kernel/pool.hpp, for one block of samples. V is the value type, W the number of
/// lanes between two features.

#include <cstddef>
#include <cstdint>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/simd/extremes.hpp>
#include <sinew/simd/convert.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/pool.hpp>

namespace SINEW_NAMESPACE::kernel {

/// Unsigned integers, one per lane of V.
template <class V> using places_in = pack<bits_of<scalar_of<V>>, lanes_of<V>>;

/// y = the maximum of each window. Padding counts as −∞. A NaN is the maximum of its window; of several the last one
/// is taken, as in PyTorch. If Keep, kept = the position of the first maximum.
template <class G, class V, std::size_t W, bool Keep, class T, class Place>
[[SINEW_KERNEL]] constexpr void max_forward(const T* x, T* y, Place* kept) noexcept {
  using Places = places_in<V>;
  using Narrow = pack<Place, lanes_of<V>>;
  constexpr std::size_t in = G::height * G::width, out = G::out_height * G::out_width;
  for (std::size_t c = 0; c < G::channels; ++c, x += in * W, y += out * W, kept += Keep ? out * W : 0)
    kernel::each_window<G>([&](std::size_t output, std::size_t corner, reach rows,
                               reach columns) __attribute__((always_inline)) {
      V best = load<V>(x + (corner + rows.first * kernel::step_down<G> + columns.first * kernel::step_along<G>)*W);
      Places at = broadcast<Places>(rows.first * G::windows.columns.kernel + columns.first);
#pragma GCC unroll 4
      for (std::size_t i = rows.first; i < rows.last; ++i)
#pragma GCC unroll 4
        for (std::size_t j = columns.first; j < columns.last; ++j) {
          const V v = load<V>(x + (corner + i * kernel::step_down<G> + j * kernel::step_along<G>)*W);
          if constexpr (Keep) {
            const Places place = broadcast<Places>(i * G::windows.columns.kernel + j);
            at = select(v > best, place, at);
            at = select(v != v, place, at);
          }
          if constexpr (lanes_of<V> == 1) best = v > best ? v : best;  // g++ vectorizes this form
          else best = math::max<V>(best, v);
          best = select(v != v, v, best);
        }
      store<V>(y + output * W, best);
      if constexpr (Keep) {
        if constexpr (lanes_of<V> == 1) kept[output * W] = static_cast<Place>(at);
        else store<Narrow>(kept + output * W, sinew::simd::narrow<Narrow>(at));
      }
    });
}

/// dx = the sum of dy over the windows whose maximum the input is.
template <class G, class V, std::size_t W, class T, class Place>
[[SINEW_KERNEL]] constexpr void max_backward(const T* dy, const Place* kept, T* dx) noexcept {
  using Places = places_in<V>;
  using Narrow = pack<Place, lanes_of<V>>;
  constexpr std::size_t in = G::height * G::width, out = G::out_height * G::out_width;
  for (std::size_t c = 0; c < G::channels; ++c, dx += in * W, dy += out * W, kept += out * W) {
    if constexpr (!kernel::all_covered<G>) kernel::clear_features<V>(in, W, dx);
    kernel::each_window<G>([&](std::size_t output, std::size_t corner, reach rows,
                               reach columns) __attribute__((always_inline)) {
      const V d = load<V>(dy + output * W);
      const Places at = sinew::simd::widen<Places>(load<Narrow>(kept + output * W));
#pragma GCC unroll 4
      for (std::size_t i = rows.first; i < rows.last; ++i)
#pragma GCC unroll 4
        for (std::size_t j = columns.first; j < columns.last; ++j) {
          T* to = dx + (corner + i * kernel::step_down<G> + j * kernel::step_along<G>)*W;
          const V mine = select(at == broadcast<Places>(i * G::windows.columns.kernel + j), d, V{});
          store<V>(to, kernel::overlap<G> ? V(load<V>(to) + mine) : mine);
        }
    });
  }
}

}  // namespace sinew::kernel
