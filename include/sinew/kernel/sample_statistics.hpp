#pragma once
/// \file
/// How the values of one sample, or of a block of samples, are walked along: the two ways to normalise each sample by
/// itself.
/// A walk knows V, what a sample's statistics are (a scalar, or a vector of samples), and calls f<U>(offset, value)
/// where values lie,
/// U what is loaded there; `same<U>` is a statistic for U, `constant<U, Each>` the constant of value i, of which Each
/// neighbours share one.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/statistics.hpp>

namespace SINEW_NAMESPACE::kernel {

/// Value by value, each a vector of samples (or one sample): W apart.
template <class V, std::size_t W> struct along_samples {
  using statistic = V;
  template <class U> [[gnu::always_inline]] static constexpr const V& same(const V& v) noexcept { return v; }
  template <class U, std::size_t Each, class T>
  [[gnu::always_inline]] static constexpr V constant(const T* all, std::size_t i) noexcept {
    return broadcast<V>(all[i / Each]);
  }
  template <class F> [[gnu::always_inline]] static constexpr two_sums<V> sums(std::size_t count, F&& f) noexcept {
    return kernel::sum_of<two_sums<V>>(count, [&](std::size_t i) { return f.template operator()<V>(i * W, i); });
  }
  template <class F> [[gnu::always_inline]] static constexpr void each(std::size_t count, F&& f) noexcept {
    for (std::size_t i = 0; i < count; ++i) f.template operator()<V>(i * W, i);
  }
};

/// One sample, whose values are contiguous, in vectors of them; those that share a constant are walked along by
/// themselves.
template <class T> struct along_values {
  using statistic = T;
  template <class U> [[gnu::always_inline]] static constexpr U same(T v) noexcept { return broadcast<U>(v); }
  template <class U, std::size_t Each>
  [[gnu::always_inline]] static constexpr U constant(const T* all, std::size_t i) noexcept {
    if constexpr (Each == 1) return load<U>(all + i);
    else return broadcast<U>(all[i / Each]);
  }
  template <class F> [[gnu::always_inline]] static constexpr two_sums<T> sums(std::size_t count, F&& f) noexcept {
    return kernel::sums_along<T>(count, [&]<class U>(std::size_t i) { return f.template operator()<U>(i, i); });
  }
  template <class F> [[gnu::always_inline]] static constexpr void each(std::size_t count, F&& f) noexcept {
    sweep<T>(count, [&]<class U>(std::size_t i) { f.template operator()<U>(i, i); });
  }
};

}  // namespace sinew::kernel
