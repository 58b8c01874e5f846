#pragma once
/// \file
/// channel_statistics: mean and variance of each channel of a batch, over samples and positions, and normalization by
/// them.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/memory/batch_view.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/statistics.hpp>

namespace SINEW_NAMESPACE::kernel {

/// The sizes of a batch of images or sequences, in blocks of lanes.
struct channel_sizes {
  std::size_t batch, channels, positions;
};

/// Mean and variance of the channels of images and sequences, whose sizes are arguments: layers of all sizes share one
/// function. The batch is in blocks of W lanes. The positions·W values of a channel within a block are contiguous, and
/// packs V lie along them; V divides W, or is one value if W is 1.
/// Only the first `count` samples of the batch exist. Sums exclude the others by a weight of 0 in the block that has
/// both kinds.
template <class T, std::size_t W, class V> struct image_statistics {
  /// mean[c] and variance[c] (divided by n, not n − 1) of the n = count·positions values of each channel.
  [[gnu::noinline]] static constexpr void moments(channel_sizes size, const T* x, std::size_t count, T* mean,
                                                  T* variance) noexcept {
    const T n = T(count * size.positions);
    const presence there(count);
    for (std::size_t c = 0; c < size.channels; ++c) {
      const T guess = sums(
                          size, c, there,
                          [=]<class U>(std::size_t i, const U& weight) __attribute__((always_inline)) {
                            return two_sums<U>{load<U>(x + i) * weight, U{}};
                          })
                          .first /
                      n;
      const auto m =
          mean_and_variance<T>::from(guess,
                                     sums(
                                         size, c, there,
                                         [=]<class U>(std::size_t i, const U& weight) __attribute__((always_inline)) {
                                           const U d = (load<U>(x + i) - broadcast<U>(guess)) * weight;
                                           return two_sums<U>{d, d * d};
                                         }),
                                     n);
      mean[c] = m.mean;
      variance[c] = m.variance;
    }
  }

  /// y = (x − mean[c])·scale[c] + shift[c]; a null shift is none.
  [[gnu::noinline]] static constexpr void apply(channel_sizes size, const T* x, const T* mean, const T* scale,
                                                const T* shift, T* y) noexcept {
    const std::size_t run = size.positions * W;
    for (std::size_t block = 0; block < blocks(size); ++block)
      for (std::size_t c = 0; c < size.channels; ++c, x += run, y += run) {
        const T m = mean[c], by = scale[c], b = shift != nullptr ? shift[c] : T(0);
        each_pack(
            run, [=]<class U>(std::size_t i) __attribute__((always_inline)) {
              store<U>(y + i, U((load<U>(x + i) - broadcast<U>(m)) * broadcast<U>(by) + broadcast<U>(b)));
            });
      }
  }

  /// As in vector_statistics.
  template <class Give> [[gnu::noinline]] static constexpr void backward(channel_sizes size, const T* x, const T* dy,
                                                                         std::size_t count, const T* mean,
                                                                         const T* inverse, const T* gain, T* dx,
                                                                         Give give) noexcept {
    const T n = T(count * size.positions);
    const presence there(count);
    const std::size_t run = size.positions * W;
    for (std::size_t c = 0; c < size.channels; ++c) {
      const T m = mean[c];
      const two_sums<T> d = sums(
          size, c, there, [=]<class U>(std::size_t i, const U&) __attribute__((always_inline)) {
            const U g = load<U>(dy + i);
            return two_sums<U>{g, g * (load<U>(x + i) - broadcast<U>(m))};
          });
      const T dgain = d.second * inverse[c], by = gain != nullptr ? gain[c] * inverse[c] : inverse[c],
              level = d.first / n, tilt = dgain * inverse[c] / n;
      if (dx != nullptr)
        for (std::size_t block = 0; block < blocks(size); ++block) {
          const T* const weight = there.of(block);
          const std::size_t begin = (block * size.channels + c) * run;
          each_pack(
              run, [=]<class U>(std::size_t k) __attribute__((always_inline)) {
                const std::size_t i = begin + k;
                const U slope = broadcast<U>(by) * (load<U>(dy + i) - broadcast<U>(level) -
                                                    (load<U>(x + i) - broadcast<U>(m)) * broadcast<U>(tilt));
                store<U>(dx + i, U((W == 1 ? broadcast<U>(weight[0]) : load<U>(weight + k % W)) * slope));
              });
        }
      give(c, dgain, d.first);
    }
  }

 private:
  static constexpr std::size_t blocks(channel_sizes size) noexcept { return (size.batch + W - 1) / W; }
  /// f<U>(i) for the values of a run.
  template <class F> [[gnu::always_inline]] static constexpr void each_pack(std::size_t run, F&& f) noexcept {
    if constexpr (W == 1) sweep<T>(run, f);
    else if (!scalar_only())
      for (std::size_t i = 0; i < run; i += lanes_of<V>) f.template operator()<V>(i);
    else
      for (std::size_t i = 0; i < run; ++i) f.template operator()<T>(i);
  }
  /// The weights (1 or 0) of the samples of a block: of blocks before block `full`, of block `full`, and of blocks
  /// after it.
  struct presence {
    T weight[3][native_lanes<T>]{};
    std::size_t full, used;
    explicit constexpr presence(std::size_t count) noexcept : full(count / W), used((count + W - 1) / W) {
      for (std::size_t i = 0; i < native_lanes<T>; ++i) {
        weight[0][i] = T(1);
        weight[1][i] = i % W < count % W ? T(1) : T(0);
      }
    }
    constexpr const T* of(std::size_t block) const noexcept { return weight[block < full ? 0 : block == full ? 1 : 2]; }
  };
  /// Both sums of f<U>(i, weight) over the existing values of channel c. i is the index of a pack's first value.
  template <class F> [[gnu::always_inline]] static constexpr two_sums<T> sums(channel_sizes size, std::size_t c,
                                                                              const presence& there, F&& f) noexcept {
    two_sums<T> all{};
    if constexpr (W == 1) {
      for (std::size_t s = 0; s < there.full; ++s)
        all += kernel::sums_along<T>(
            size.positions, [&]<class U>(std::size_t i) __attribute__((always_inline)) {
              return f.template operator()<U>((s * size.channels + c) * size.positions + i, broadcast<U>(T(1)));
            });
    } else {
      const std::size_t run = size.positions * W;
      const auto sum_up = [&]<class U>() __attribute__((always_inline)) {
        two_sums<U> wide{};
        for (std::size_t block = 0; block < there.used; ++block) {
          const T* weight = there.of(block);
          wide += kernel::sum_of<two_sums<U>>(
              run / lanes_of<U>, [&](std::size_t k) __attribute__((always_inline)) {
                return f.template operator()<U>((block * size.channels + c) * run + k * lanes_of<U>,
                                                load<U>(weight + k * lanes_of<U> % W));
              });
        }
        all = {sum<U>(wide.first), sum<U>(wide.second)};
      };
      if (!scalar_only()) sum_up.template operator()<V>();
      else sum_up.template operator()<T>();
    }
    return all;
  }
};

/// The same for B vectors of C channels in rows: packs lie along the channels.
template <class T, std::size_t B, std::size_t C> struct vector_statistics {
  /// mean[c] and variance[c] (divided by n, not n − 1) of the n = count values of each channel.
  static constexpr void moments(const T* x, std::size_t count, T* mean, T* variance) noexcept {
    const T n = T(count);
    sweep<T>(C, [&]<class V>(std::size_t c) {
      const auto at = [&](std::size_t s) { return load<V>(x + s * C + c); };
      const V guess = kernel::sum_of<V>(count, at) / broadcast<V>(n);
      const auto m = mean_and_variance<V>::from(guess,
                                                kernel::sum_of<two_sums<V>>(count,
                                                                            [&](std::size_t s) {
                                                                              const V d = at(s) - guess;
                                                                              return two_sums<V>{d, d * d};
                                                                            }),
                                                n);
      store<V>(mean + c, m.mean);
      store<V>(variance + c, m.variance);
    });
  }

  /// y = (x − mean[c])·scale[c] + shift[c]; a null shift is none.
  static constexpr void apply(const T* x, const T* mean, const T* scale, const T* shift, T* y) noexcept {
    for (std::size_t s = 0; s < B; ++s, x += C, y += C)
      sweep<T>(C, [&]<class V>(std::size_t c) {
        store<V>(y + c, V((load<V>(x + c) - load<V>(mean + c)) * load<V>(scale + c) +
                          (shift != nullptr ? load<V>(shift + c) : V{})));
      });
  }

  /// Computes dx from dy, unless dx is null, and gives the gradients of each channel to give(c, dgain, dshift):
  ///   dshift = Σ dy;  dgain = Σ dy·(x − mean)·inverse;
  ///   dx = gain·inverse·(dy − dshift / n − (x − mean)·inverse·dgain / n)
  /// with inverse[c] = 1 / √(variance + ε). A null gain is 1. dy must be 0 for samples that do not exist.
  template <class Give> static constexpr void backward(const T* x, const T* dy, std::size_t count, const T* mean,
                                                       const T* inverse, const T* gain, T* dx, Give give) noexcept {
    const T n = T(count);
    sweep<T>(C, [&]<class V>(std::size_t c) {
      const V m = load<V>(mean + c), in = load<V>(inverse + c), by = gain != nullptr ? V(load<V>(gain + c) * in) : in;
      const auto d = kernel::sum_of<two_sums<V>>(count, [&](std::size_t s) {
        const V g = load<V>(dy + s * C + c);
        return two_sums<V>{g, g * (load<V>(x + s * C + c) - m)};
      });
      const V level = d.first / broadcast<V>(n), tilt = d.second * in * in / broadcast<V>(n);
      if (dx != nullptr)
        for (std::size_t s = 0; s < B; ++s) {
          const std::size_t i = s * C + c;
          store<V>(dx + i, s < count ? V(by * (load<V>(dy + i) - level - (load<V>(x + i) - m) * tilt)) : V{});
        }
      give(c, V(d.second * in), d.first);
    });
  }
};

/// B samples of C channels of P positions, in blocks of W lanes.
template <class T, std::size_t B, std::size_t C, std::size_t P, std::size_t W> struct channel_statistics {
  static constexpr std::size_t run = P * W;
  static constexpr bool along_channels = P == 1 && W == 1;
  using values = batch_view<T, B, C * P, W>;
  using constants = batch_view<const T, B, C * P, W>;
  /// The largest power of two that divides a run, at most a native pack.
  using whole = pack<T, W == 1 ? 1 : min_of(native_lanes<T>, run&(~run + 1))>;
  using vectors = vector_statistics<T, B, C>;
  using images = image_statistics<T, W, whole>;
  static constexpr channel_sizes size{B, C, P};

  static constexpr void moments(constants x, std::size_t count, T* mean, T* variance) noexcept {
    if constexpr (along_channels) vectors::moments(x.data, count, mean, variance);
    else images::moments(size, x.data, count, mean, variance);
  }
  static constexpr void apply(constants x, const T* mean, const T* scale, const T* shift, values y) noexcept {
    if constexpr (along_channels) vectors::apply(x.data, mean, scale, shift, y.data);
    else images::apply(size, x.data, mean, scale, shift, y.data);
  }
  template <class Give> static constexpr void backward(constants x, constants dy, std::size_t count, const T* mean,
                                                       const T* inverse, const T* gain, T* dx, Give give) noexcept {
    if constexpr (along_channels) vectors::backward(x.data, dy.data, count, mean, inverse, gain, dx, give);
    else images::backward(size, x.data, dy.data, count, mean, inverse, gain, dx, give);
  }
};

}  // namespace sinew::kernel
