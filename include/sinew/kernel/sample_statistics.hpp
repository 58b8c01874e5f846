#pragma once
/// \file
/// The two ways to traverse the values of samples that are normalized one by one: packs along samples, and packs
/// along the values of one sample.
/// A traversal has a type `statistic`, which holds a statistic of one sample (a scalar) or of several (a pack of
/// samples). It calls f<U>(offset, value), where U is the type to load at the offset. `same<U>` converts a statistic
/// to U; `constant<U, Each>` loads the constant of value i, which Each neighbouring values share.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/statistics.hpp>

namespace SINEW_NAMESPACE::kernel {

/// One value at a time, each a pack of samples (or one sample); values are W apart.
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

/// The contiguous values of one sample, in packs. A caller whose values share constants traverses each run of Each
/// values separately.
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
