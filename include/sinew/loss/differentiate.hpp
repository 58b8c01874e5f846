#pragma once
/// \file
/// differentiate<N>(loss, y, t, dy): the mean loss of some samples of N outputs, and its gradient.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/loss/concept.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Whether samples count differently in the mean of a batch.
template <class L, class T> inline constexpr bool weighs_samples = requires(const L& loss, std::span<const T> t) {
  loss.weight(t);
};
/// What the mean over `count` samples divides the sum of their losses by: their number, or the sum of their weights.
template <std::size_t N, class L, class T> constexpr T count_of(const L& loss, const T* t, std::size_t count) noexcept {
  if constexpr (weighs_samples<L, T>) {
    T sum{};
    for (std::size_t s = 0; s < count; ++s) sum += loss.weight(std::span<const T>(t + s * N, N));
    return sum;
  } else return static_cast<T>(count);
}
/// 1 / divisor, and 0 for 0: where no sample counts, loss and gradient are 0.
template <class L, class T> constexpr T inverse_count(T divisor) noexcept {
  if constexpr (weighs_samples<L, T>)
    if (!(divisor > T(0))) return T(0);
  return T(1) / divisor;
}

/// The sum of the losses of `count` consecutive samples of N outputs each, for the mean of all of a batch: divided by
/// `divisor`. Unless dy is null, it receives the gradient of that: ∂L/∂y, or ∂L/∂z for losses with from_logits. dy may
/// be t.
template <std::size_t N, Loss L, class T>
constexpr T differentiate(const L& loss, const T* y, const T* t, T* dy, std::size_t count, T divisor) noexcept {
  if constexpr (requires { typename L::plain; })
    if (loss.is_plain()) return _detail::differentiate<N>(typename L::plain{}, y, t, dy, count, divisor);
  T total{};
  if constexpr (ElementwiseLoss<L>) {
    const T scale = T(1) / (_detail::sums_outputs<L>() ? divisor : divisor * static_cast<T>(N));
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
    const T scale = _detail::inverse_count<L>(divisor);
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
/// The mean loss over `count` consecutive samples of N outputs each, and its gradient.
template <std::size_t N, Loss L, class T>
constexpr T differentiate(const L& loss, const T* y, const T* t, T* dy, std::size_t count) noexcept {
  return _detail::differentiate<N>(loss, y, t, dy, count, _detail::count_of<N>(loss, t, count));
}
/// The same for samples with weights of their own: weight(s) multiplies the loss of sample s. One of weight 0 adds 0,
/// whatever its loss is.
template <std::size_t N, Loss L, class T, class Weight>
constexpr T differentiate_weighted(const L& loss, const T* y, const T* t, T* dy, std::size_t count, T divisor,
                                   Weight weight) noexcept {
  T total{};
  for (std::size_t s = 0; s < count; ++s) {
    T* const row = dy == nullptr ? nullptr : dy + s * N;
    const T w = static_cast<T>(weight(s));
    if (w > T(0) && divisor > T(0))
      total += _detail::differentiate<N>(loss, y + s * N, t + s * N, row, 1, T(divisor / w));
    else if (row != nullptr)
      for (std::size_t i = 0; i < N; ++i) row[i] = T(0);
  }
  return total;
}

/// The scalar of a range.
template <class Range> using scalar_in = std::remove_cvref_t<decltype(*std::data(std::declval<const Range&>()))>;

/// Checks the lengths of outputs y and targets t of samples with N outputs.
template <std::size_t N> constexpr void check_lengths(std::size_t y, std::size_t t) noexcept {
  precondition(y > 0 && y % N == 0,
               "differentiate<N>(loss, y, t): found {} value{s} in y, expected a multiple of {}, N", y, N);
  precondition(t == y, "differentiate<N>(loss, y, t): found {} value{s} in t, expected {} as in y", t, y);
}

}  // namespace sinew::_detail

namespace SINEW_NAMESPACE {

/// The mean loss of samples with N outputs each: y holds the outputs of one sample after the other, t the targets. They
/// are spans, arrays or vectors of scalars; their length gives the number of samples.
/// Precondition: the length of y is a multiple of N and not 0; t is as long.
/// Cost: one pass over y and t.
template <std::size_t N, Loss L, class Outputs, class T = _detail::scalar_in<Outputs>>
constexpr T differentiate(const L& loss, const Outputs& y, std::type_identity_t<std::span<const T>> t) noexcept {
  _detail::check_lengths<N>(std::size(y), t.size());
  return _detail::differentiate<N>(loss, std::data(y), t.data(), static_cast<T*>(nullptr), t.size() / N);
}
/// The same; dy receives the gradient: ∂L/∂y, or ∂L/∂z for losses with from_logits.
/// Precondition: dy is as long as y.
template <std::size_t N, Loss L, class Outputs, class T = _detail::scalar_in<Outputs>>
constexpr T differentiate(const L& loss, const Outputs& y, std::type_identity_t<std::span<const T>> t,
                          std::type_identity_t<std::span<T>> dy) noexcept {
  _detail::check_lengths<N>(std::size(y), t.size());
  _detail::precondition(dy.size() == t.size(),
                        "differentiate<N>(loss, y, t, dy): found {} value{s} in dy, expected {} as in y", dy.size(),
                        t.size());
  return _detail::differentiate<N>(loss, std::data(y), t.data(), dy.data(), t.size() / N);
}

}  // namespace sinew
