#pragma once
/// \file
/// Attention of one step: its query against the keys and values of the last steps, head by head.
///
///     p = softmax(Kᵀq + bias)          y = V·p
///
/// Keys and values of `used` steps are in the slots of a ring; `newest` is that of the step itself. A matrix whose
/// products sum over the values of a head has the slots side by side, (values, slots); one whose products sum over
/// the slots has the values side by side, (slots, values). So all products are of one form, a row vector times a
/// matrix, with packs along the columns. One function serves all sizes of a scalar type.

#include <cstddef>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/kernel.hpp>
#include <sinew/simd/extremes.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/simd/scalar_only.hpp>

namespace SINEW_NAMESPACE::kernel {

/// The sizes of a step of attention. The first `used` of `window` slots hold steps; each head has `width` values.
/// `biased`: a step further back has a lower score.
struct attention_sizes {
  std::size_t heads, width, window, used, newest;
  bool biased;
  constexpr std::size_t values() const noexcept { return heads * width; }
};

namespace detail {

/// y = v·M of one pack of columns. Partial sums, because one sum would wait for each addition.
template <class V, class T> [[gnu::always_inline]] constexpr void row_times_pack(std::size_t depth, const T* v,
                                                                                 const T* m, std::size_t stride,
                                                                                 T* y) noexcept {
  V a[4]{};
  std::size_t r = 0;
  for (; r + 4 <= depth; r += 4)
#pragma GCC unroll 4
    for (std::size_t k = 0; k < 4; ++k) a[k] += broadcast<V>(v[r + k]) * load<V>(m + (r + k) * stride);
  for (; r < depth; ++r) a[0] += broadcast<V>(v[r]) * load<V>(m + r * stride);
  store<V>(y, V((a[0] + a[1]) + (a[2] + a[3])));
}
/// y[c] = Σ_r v[r]·m[r·stride + c].
template <class T> [[gnu::always_inline]] constexpr void row_times_matrix(std::size_t depth, std::size_t width,
                                                                          const T* v, const T* m, std::size_t stride,
                                                                          T* y) noexcept {
  std::size_t c = 0;
  if (scalar_only()) {
    for (; c < width; ++c) detail::row_times_pack<T>(depth, v, m + c, stride, y + c);
    return;
  }
  constexpr std::size_t W = native_lanes<T>;
  using V = pack<T, W>;
  for (; c + 4 * W <= width; c += 4 * W) {
    V a[4]{};
    for (std::size_t r = 0; r < depth; ++r) {
      const V factor = broadcast<V>(v[r]);
#pragma GCC unroll 4
      for (std::size_t k = 0; k < 4; ++k) a[k] += factor * load<V>(m + r * stride + c + k * W);
    }
#pragma GCC unroll 4
    for (std::size_t k = 0; k < 4; ++k) store<V>(y + c + k * W, a[k]);
  }
  for (; c + W <= width; c += W) detail::row_times_pack<V>(depth, v, m + c, stride, y + c);
  // then at most one pack of each smaller power of two
  const auto rest = [&]<std::size_t N>() __attribute__((always_inline)) {
    if constexpr (N > 0)
      if (c + N <= width) {
        detail::row_times_pack<pack<T, N>>(depth, v, m + c, stride, y + c);
        c += N;
      }
  };
  rest.template operator()<W / 2>();
  rest.template operator()<W / 4>();
  rest.template operator()<W / 8>();
  rest.template operator()<W / 16>();
}
/// m[r·stride + c] += v[r]·s[c].
template <class T> [[gnu::always_inline]] constexpr void add_outer_product(std::size_t depth, std::size_t width,
                                                                           const T* v, const T* s, T* m,
                                                                           std::size_t stride) noexcept {
  for (std::size_t r = 0; r < depth; ++r, m += stride)
    sweep<T>(
        width, [=]<class V>(std::size_t c) __attribute__((always_inline)) {
          store<V>(m + c, V(load<V>(m + c) + broadcast<V>(v[r]) * load<V>(s + c)));
        });
}
/// Σ f(i) over `count` indices.
template <class T, class F> [[gnu::always_inline]] constexpr T sum_along(std::size_t count, F&& f) noexcept {
  using Wide = pack<T, native_lanes<T>>;
  Wide along{};
  T total{};
  sweep<T>(
      count, [&]<class V>(std::size_t i) __attribute__((always_inline)) {
        if constexpr (1 < lanes_of<V>) along += f.template operator()<V>(i);
        else total += f.template operator()<V>(i);
      });
  if (scalar_only()) return total;
  return total + sum<Wide>(along);
}
/// s ← softmax(s), without overflow: e^(s − max s) / Σ. Shares below the normal numbers are 0.
template <class T> [[gnu::always_inline]] constexpr void softmax_along(std::size_t count, T* s) noexcept {
  T top = s[0];
  if (!scalar_only() && count >= native_lanes<T>) {
    using V = pack<T, native_lanes<T>>;
    V most = load<V>(s);
    std::size_t i = native_lanes<T>;
    for (; i + native_lanes<T> <= count; i += native_lanes<T>) most = math::max<V>(most, load<V>(s + i));
    T lanes[native_lanes<T>];
    store<V>(lanes, most);
    for (const T lane : lanes) top = math::max<T>(top, lane);
    for (; i < count; ++i) top = math::max<T>(top, s[i]);
  } else
    for (std::size_t i = 1; i < count; ++i) top = math::max<T>(top, s[i]);
  const T total = detail::sum_along<T>(
      count, [=]<class V>(std::size_t i) __attribute__((always_inline)) {
        // 1 where s is not below the top: if both are infinite, and if the compiler may keep s wider than the top
        const V z = load<V>(s + i), most = broadcast<V>(top);
        const V e = math::detail::exp_flushed(V(select(z >= most, V{}, V(z - most))));
        store<V>(s + i, e);
        return e;
      });
  const T share = T(1) / total;
  sweep<T>(
      count, [=]<class V>(std::size_t i)
                 __attribute__((always_inline)) { store<V>(s + i, V(load<V>(s + i) * broadcast<V>(share))); });
}

}  // namespace detail

/// One step forward. q: the query, divided by √width; kt: keys (values, slots); v: values (slots, values); p: receives
/// the shares (heads, slots); y: the output. slopes: of each head, how much a step further back lowers its score
/// (ALiBi), if it is biased.
template <class T> [[gnu::noinline, SINEW_KERNEL]] constexpr void attend(const attention_sizes& n, const T* q,
                                                                         const T* kt, const T* v, const T* slopes, T* p,
                                                                         T* y) noexcept {
  for (std::size_t h = 0; h < n.heads; ++h) {
    T* const s = p + h * n.window;
    detail::row_times_matrix(n.width, n.used, q + h * n.width, kt + h * n.width * n.window, n.window, s);
    if (n.biased) {
      for (std::size_t j = 0; j <= n.newest; ++j) s[j] -= slopes[h] * static_cast<T>(n.newest - j);
      for (std::size_t j = n.newest + 1; j < n.used; ++j) s[j] -= slopes[h] * static_cast<T>(n.newest + n.window - j);
    }
    detail::softmax_along(n.used, s);
    detail::row_times_matrix(n.used, n.width, s, v + h * n.width, n.values(), y + h * n.width);
  }
}

/// One step backward, from dy, the gradient of y. k: keys (slots, values); vt: values (values, slots); p: the shares.
/// dq receives the gradient of q; those of keys and values are added to dkt and dvt (values, slots). ds: `window`
/// scalars of scratch.
template <class T> [[gnu::noinline, SINEW_KERNEL]] constexpr void attend_back(const attention_sizes& n, const T* q,
                                                                              const T* k, const T* vt, const T* p,
                                                                              const T* dy, T* dq, T* dkt, T* dvt,
                                                                              T* ds) noexcept {
  for (std::size_t h = 0; h < n.heads; ++h) {
    const T *const share = p + h * n.window, *const d = dy + h * n.width;
    const std::size_t rows = h * n.width * n.window;
    detail::row_times_matrix(n.width, n.used, d, vt + rows, n.window, ds);
    const T mean = detail::sum_along<T>(
        n.used, [=]<class V>(std::size_t j)
                    __attribute__((always_inline)) { return V(load<V>(share + j) * load<V>(ds + j)); });
    sweep<T>(
        n.used, [=]<class V>(std::size_t j) __attribute__((always_inline)) {
          store<V>(ds + j, V(load<V>(share + j) * (load<V>(ds + j) - broadcast<V>(mean))));
        });
    detail::row_times_matrix(n.used, n.width, static_cast<const T*>(ds), k + h * n.width, n.values(), dq + h * n.width);
    detail::add_outer_product(n.width, n.used, q + h * n.width, static_cast<const T*>(ds), dkt + rows, n.window);
    detail::add_outer_product(n.width, n.used, d, share, dvt + rows, n.window);
  }
}

}  // namespace sinew::kernel
