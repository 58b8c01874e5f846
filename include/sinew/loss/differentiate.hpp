#pragma once
/// \file
/// differentiate(loss, y, t, dy, count): the mean loss of some samples, and its gradient.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/loss/concept.hpp>

namespace SINEW_NAMESPACE {

/// The mean loss over `count` consecutive samples of N outputs each. Unless dy is null, it receives the gradient:
/// ∂L/∂y, or ∂L/∂z for losses with from_logits.
/// Cost: one pass over y and t.
template <std::size_t N, Loss L, class T>
constexpr T differentiate(const L& loss, const T* y, const T* t, T* dy, std::size_t count) noexcept {
  T total{};
  if constexpr (ElementwiseLoss<L>) {
    const T scale = T(1) / static_cast<T>(_detail::sums_outputs<L>() ? count : count * N);
    if (__builtin_is_constant_evaluated()) {
      for (std::size_t i = 0; i < count * N; ++i) {
        const T yi = y[i], ti = t[i];
        total += loss.value(yi, ti);
        if (dy != nullptr) dy[i] = loss.derivative(yi, ti) * scale;
      }
      return total * scale;
    }
    simd::pack<T, simd::native_lanes<T>> along{};
    simd::sweep<T>(count * N, [&]<class V>(std::size_t i) {
      const V yi = simd::load<V>(y + i), ti = simd::load<V>(t + i);
      V value{}, derivative{};
      if constexpr (requires {
                      loss.value(yi, ti);
                      loss.derivative(yi, ti);
                    }) {
        value = loss.value(yi, ti);
        derivative = loss.derivative(yi, ti);
      } else {
        for (std::size_t k = 0; k < simd::lanes_of<V>; ++k) {
          value[k] = loss.value(T(yi[k]), T(ti[k]));
          derivative[k] = loss.derivative(T(yi[k]), T(ti[k]));
        }
      }
      if constexpr (simd::lanes_of<V> == simd::native_lanes<T>) along += value;
      else total += value;
      if (dy != nullptr) simd::store<V>(dy + i, V(derivative * simd::broadcast<V>(scale)));
    });
    if (!simd::always_scalar) total += simd::sum<simd::pack<T, simd::native_lanes<T>>>(along);
    return total * scale;
  } else {
    const T scale = T(1) / static_cast<T>(count);
    if (!BatchwiseLoss<L, T> || simd::scalar_only()) {
      std::array<T, N> row{};
      for (std::size_t s = 0; s < count; ++s) {
        total += loss.sample(std::span<const T>(y + s * N, N), std::span<const T>(t + s * N, N), std::span<T>(row));
        if (dy != nullptr)
          for (std::size_t i = 0; i < N; ++i) dy[s * N + i] = row[i] * scale;
      }
    } else if constexpr (BatchwiseLoss<L, T>) total = loss.template batch<N>(y, t, dy, count, scale);
    return total * scale;
  }
}

}  // namespace sinew
