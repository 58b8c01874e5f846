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

/// B samples of C channels of P positions, in blocks of W lanes. The P·W values of a channel within a block are
/// contiguous, and packs lie along them. Vectors in rows (P = W = 1) are the exception: packs lie along the channels.
/// Only the first `count` samples of the batch exist. Sums exclude the others by a weight of 0 in the block that has
/// both kinds.
template <class T, std::size_t B, std::size_t C, std::size_t P, std::size_t W> struct channel_statistics {
  using values = batch_view<T, B, C * P, W>;
  using constants = batch_view<const T, B, C * P, W>;
  static constexpr std::size_t blocks = (B + W - 1) / W, run = P * W;
  static constexpr bool along_channels = P == 1 && W == 1;

  /// mean[c] and variance[c] (divided by n, not n − 1) of the n = count·P values of each channel.
  static constexpr void moments(constants x, std::size_t count, T* mean, T* variance) noexcept {
    const T n = T(count * P);
    const auto keep = [&]<class V>(std::size_t c, const mean_and_variance<V>& m) {
      store<V>(mean + c, m.mean);
      store<V>(variance + c, m.variance);
    };
    if constexpr (along_channels) {
      sweep<T>(C, [&]<class V>(std::size_t c) {
        const auto at = [&](std::size_t s) { return load<V>(x.data + s * C + c); };
        const V guess = kernel::sum_of<V>(count, at) / broadcast<V>(n);
        keep.template operator()<V>(
            c, mean_and_variance<V>::from(guess,
                                          kernel::sum_of<two_sums<V>>(count,
                                                                      [&](std::size_t s) {
                                                                        const V d = at(s) - guess;
                                                                        return two_sums<V>{d, d * d};
                                                                      }),
                                          n));
      });
    } else {
      const presence there(count);
      for (std::size_t c = 0; c < C; ++c) {
        const T guess = sums(c, there,
                             [&]<class V>(std::size_t i, const V& weight) {
                               return two_sums<V>{load<V>(x.data + i) * weight, V{}};
                             })
                            .first /
                        n;
        keep.template operator()<T>(
            c, mean_and_variance<T>::from(guess,
                                          sums(c, there,
                                               [&]<class V>(std::size_t i, const V& weight) {
                                                 const V d = (load<V>(x.data + i) - broadcast<V>(guess)) * weight;
                                                 return two_sums<V>{d, d * d};
                                               }),
                                          n));
      }
    }
  }

  /// y = (x − mean[c])·scale[c] + shift[c]; a null shift is none.
  static constexpr void apply(constants x, const T* mean, const T* scale, const T* shift, values y) noexcept {
    const auto at = [&]<class V>(std::size_t i, const V& m, const V& by, const V& b) {
      store<V>(y.data + i, V((load<V>(x.data + i) - m) * by + b));
    };
    for (std::size_t block = 0; block < blocks; ++block)
      if constexpr (along_channels) {
        sweep<T>(C, [&]<class V>(std::size_t c) {
          at.template operator()<V>(block * C + c, load<V>(mean + c), load<V>(scale + c),
                                    shift != nullptr ? load<V>(shift + c) : V{});
        });
      } else {
        for (std::size_t c = 0; c < C; ++c) {
          const T m = mean[c], by = scale[c], b = shift != nullptr ? shift[c] : T(0);
          cover<T, run>([&]<class V>(std::size_t i) {
            at.template operator()<V>((block * C + c) * run + i, broadcast<V>(m), broadcast<V>(by), broadcast<V>(b));
          });
        }
      }
  }

  /// Computes dx from dy, unless dx is null, and gives the gradients of each channel to give(c, dgain, dshift):
  ///   dshift = Σ dy;  dgain = Σ dy·(x − mean)·inverse;
  ///   dx = gain·inverse·(dy − dshift / n − (x − mean)·inverse·dgain / n)
  /// with inverse[c] = 1 / √(variance + ε). A null gain is 1. dy must be 0 for samples that do not exist.
  template <class Give> static constexpr void backward(constants x, constants dy, std::size_t count, const T* mean,
                                                       const T* inverse, const T* gain, T* dx, Give&& give) noexcept {
    const T n = T(count * P);
    const auto slope = [&]<class V>(std::size_t i, const V& m, const V& by, const V& level, const V& tilt) {
      return V(by * (load<V>(dy.data + i) - level - (load<V>(x.data + i) - m) * tilt));
    };
    if constexpr (along_channels) {
      sweep<T>(C, [&]<class V>(std::size_t c) {
        const V m = load<V>(mean + c), in = load<V>(inverse + c), by = gain != nullptr ? V(load<V>(gain + c) * in) : in;
        const auto d = kernel::sum_of<two_sums<V>>(count, [&](std::size_t s) {
          const V g = load<V>(dy.data + s * C + c);
          return two_sums<V>{g, g * (load<V>(x.data + s * C + c) - m)};
        });
        const V level = d.first / broadcast<V>(n), tilt = d.second * in * in / broadcast<V>(n);
        if (dx != nullptr)
          for (std::size_t s = 0; s < B; ++s) {
            const std::size_t i = s * C + c;
            store<V>(dx + i, s < count ? slope(i, m, by, level, tilt) : V{});
          }
        give(c, V(d.second * in), d.first);
      });
    } else {
      const presence there(count);
      for (std::size_t c = 0; c < C; ++c) {
        const T m = mean[c];
        const two_sums<T> d = sums(c, there, [&]<class V>(std::size_t i, const V&) {
          const V g = load<V>(dy.data + i);
          return two_sums<V>{g, g * (load<V>(x.data + i) - broadcast<V>(m))};
        });
        const T dgain = d.second * inverse[c], by = gain != nullptr ? gain[c] * inverse[c] : inverse[c],
                level = d.first / n, tilt = dgain * inverse[c] / n;
        if (dx != nullptr)
          each_vector(c, there, [&]<class V>(std::size_t i, const V& weight) {
            store<V>(dx + i,
                     V(weight * slope(i, broadcast<V>(m), broadcast<V>(by), broadcast<V>(level), broadcast<V>(tilt))));
          });
        give(c, dgain, d.first);
      }
    }
  }

 private:
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

  /// The pack for the lane layout: the largest power of two that divides a run (W or more), at most a native pack.
  using whole = pack<T, min_of(native_lanes<T>, run&(~run + 1))>;

  /// Both sums of f<V>(i, weight) over the existing values of channel c. i is the index of a pack's first value.
  template <class F>
  [[gnu::always_inline]] static constexpr two_sums<T> sums(std::size_t c, const presence& there, F&& f) noexcept {
    two_sums<T> all{};
    if constexpr (W == 1) {
      for (std::size_t s = 0; s < there.full; ++s)
        all += kernel::sums_along<T>(P, [&]<class V>(std::size_t i) {
          return f.template operator()<V>((s * C + c) * P + i, broadcast<V>(T(1)));
        });
    } else {
      const auto sum_up = [&]<class V>() {
        two_sums<V> wide{};
        for (std::size_t block = 0; block < there.used; ++block) {
          const T* weight = there.of(block);
          wide += kernel::sum_of<two_sums<V>>(run / lanes_of<V>, [&](std::size_t k) {
            return f.template operator()<V>((block * C + c) * run + k * lanes_of<V>,
                                            load<V>(weight + k * lanes_of<V> % W));
          });
        }
        all = {sum<V>(wide.first), sum<V>(wide.second)};
      };
      if (!scalar_only()) sum_up.template operator()<whole>();
      else sum_up.template operator()<T>();
    }
    return all;
  }
  /// f<V>(i, weight) for all values of channel c.
  template <class F>
  [[gnu::always_inline]] static constexpr void each_vector(std::size_t c, const presence& there, F&& f) noexcept {
    for (std::size_t block = 0; block < blocks; ++block) {
      const T* weight = there.of(block);
      const std::size_t begin = (block * C + c) * run;
      if constexpr (W == 1)
        sweep<T>(P, [&]<class V>(std::size_t i) { f.template operator()<V>(begin + i, broadcast<V>(weight[0])); });
      else if (!scalar_only())
        for (std::size_t i = 0; i < run; i += lanes_of<whole>)
          f.template operator()<whole>(begin + i, load<whole>(weight + i % W));
      else
        for (std::size_t i = 0; i < run; ++i) f.template operator()<T>(begin + i, weight[i % W]);
    }
  }
};

}  // namespace sinew::kernel
