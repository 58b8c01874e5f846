#pragma once
/// \file
/// channels: a batch's statistics by channel, over samples and positions, and what normalising by them takes.

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

/// B samples of C channels of P positions, in lanes of W. A channel's values in one block are contiguous: P·W of them.
/// Only vectors in rows (P = W = 1) have them apart; vectors lie along the channels there.
/// Of the batch, `count` samples exist; sums leave the others out, by a weight of 0 in the block where both kinds meet.
template <class T, std::size_t B, std::size_t C, std::size_t P, std::size_t W> struct channel_statistics {
  using values = batch_view<T, B, C * P, W>;
  using constants = batch_view<const T, B, C * P, W>;
  static constexpr std::size_t blocks = (B + W - 1) / W, run = P * W;
  static constexpr bool along_channels = P == 1 && W == 1;

  /// mean[c] and variance[c] (by n, not n − 1) of each channel's n = count·P values.
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

  /// y = (x − mean[c])·scale[c] + shift[c]; no shift where it is null.
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

  /// From dy, 0 for samples that do not exist: dx, where it is not null, and, by give(c, dgain, dshift), each channel's
  /// gradients:
  ///   dshift = Σ dy;  dgain = Σ dy·(x − mean)·inverse;  dx = gain·inverse·(dy − dshift / n − (x − mean)·inverse·dgain
  ///   / n)
  /// with inverse[c] = 1 / √(variance + ε); gain is 1 where it is null.
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
  /// The weights, 1 or 0, of the samples of a block: those before block `full`, of block `full`, and of those after it.
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

  /// Of lanes, V is a vector of which whole runs are made: a power of two, W or more.
  using whole = pack<T, min_of(native_lanes<T>, run&(~run + 1))>;

  /// Both sums of f<V>(i, weight) over the values of channel c that exist; i is where a vector of them begins.
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
