#pragma once
/// \file
/// sample_norm: the common implementation of LayerNorm and GroupNorm, which normalize each sample by itself, in
/// groups of its values.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/image.hpp>
#include <sinew/simd/scalar_only.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/statistics.hpp>
#include <sinew/kernel/sample_statistics.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/norm_options.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Splits samples of shape In into Groups runs of values and normalizes each run; then γ·x̂ + β, where γ and β have the
/// shape Gain, and neighbouring values share theirs if it is smaller than In.
template <class In, std::size_t Groups, class Gain, class... Options> struct sample_norm {
  using input = In;
  using output = In;
  static constexpr norm_settings settings = _detail::norm_settings_of<Options...>();
  static constexpr std::size_t size = In::size, group = size / Groups, gains = Gain::size, sharing = size / gains,
                               piece = sharing > 1 ? sharing : group;
  static constexpr std::size_t parameters = settings.affine ? 2 * gains : 0, multiply_adds = 3 * size;
  static constexpr bool gradients_once = true, samplewise = true;

  static constexpr void tensors(auto& list) {
    if constexpr (settings.affine) {
      list.parameter("weight", Gain{});
      list.parameter("bias", Gain{});
    }
  }

  static auto onnx(auto& graph, auto x) {
    return []<std::size_t... D>(auto& to, auto from, shape<D...>) {
      return to.normalize(from, std::array{D...}, Groups, settings.affine ? gains : 0, gains == size, settings.epsilon);
    }
    (graph, x, In{});
  }

  template <class Run>
  static constexpr std::size_t cost = 3 * (Run::lanes > 1
                                               ? Run::blocks * size
                                               : Run::batch * ((size + native_lanes<typename Run::scalar> - 1) /
                                                               native_lanes<typename Run::scalar>));
  /// The statistics of each sample and group, laid out as a batch of Groups features.
  template <class Run> struct cache { std::array<typename Run::scalar, Run::samples * Groups> mean{}, inverse{}; };

  static constexpr void forward(ForwardPass auto pass) noexcept {
    using Run = typename decltype(pass)::run;
    using T = typename Run::scalar;
    const T* gain = pass.parameters.data();
    each_group<Run>([&]<class Walk>(std::size_t at, std::size_t g, std::size_t kept) {
      using V = typename Walk::statistic;
      const T* x = pass.x.data + at;
      T* y = pass.y.data + at;
      const V many = broadcast<V>(T(group));
      const V guess = Walk::sums(group,
                                 [&]<class U>(std::size_t i, std::size_t) {
                                   return kernel::two_sums<U>{load<U>(x + i), U{}};
                                 })
                          .first /
                      many;
      const auto m = kernel::mean_and_variance<V>::from(guess,
                                                        Walk::sums(group,
                                                                   [&]<class U>(std::size_t i, std::size_t) {
                                                                     const U d =
                                                                         load<U>(x + i) - Walk::template same<U>(guess);
                                                                     return kernel::two_sums<U>{d, d * d};
                                                                   }),
                                                        T(group));
      const V inverse = broadcast<V>(T(1)) / math::sqrt(V(m.variance + broadcast<V>(static_cast<T>(settings.epsilon))));
      if constexpr (Run::training) {
        store<V>(pass.cache.mean.data() + kept, m.mean);
        store<V>(pass.cache.inverse.data() + kept, inverse);
      }
      each_value<Walk, Run>([&]<class U>(std::size_t i, std::size_t k) {
        U normal = (load<U>(x + i) - Walk::template same<U>(m.mean)) * Walk::template same<U>(inverse);
        if constexpr (settings.affine)
          normal = normal * Walk::template constant<U, sharing>(gain, g * group + k) +
                   Walk::template constant<U, sharing>(gain + gains, g * group + k);
        store<U>(y + i, normal);
      });
    });
  }

  static constexpr void backward(BackwardPass auto pass) noexcept {
    using Pass = decltype(pass);
    using Run = typename Pass::run;
    using T = typename Run::scalar;
    const T* mean = pass.cache.mean.data();
    const T* inverse = pass.cache.inverse.data();
    if constexpr (Pass::wants_dx)
      each_group<Run>([&]<class Walk>(std::size_t at, std::size_t g, std::size_t kept) {
        using V = typename Walk::statistic;
        const T* gain = pass.parameters.data();
        const T* x = pass.x.data + at;
        const T* dy = pass.dy.data + at;
        T* dx = pass.dx.data + at;
        const V m = load<V>(mean + kept), in = load<V>(inverse + kept), many = broadcast<V>(T(group));
        const auto slope = [&]<class U>(std::size_t i, std::size_t k) {
          if constexpr (settings.affine)
            return U(load<U>(dy + i) * Walk::template constant<U, sharing>(gain, g * group + k));
          else return load<U>(dy + i);
        };
        kernel::two_sums<V> d{};
        for (std::size_t from = 0; from < group; from += piece)
          d += Walk::sums(piece, [&]<class U>(std::size_t, std::size_t k) {
            const std::size_t i = (from + k) * Run::lanes;
            const U s = slope.template operator()<U>(i, from + k);
            return kernel::two_sums<U>{s, s * (load<U>(x + i) - Walk::template same<U>(m))};
          });
        const V level = d.first / many, tilt = d.second * in * in / many;
        each_value<Walk, Run>([&]<class U>(std::size_t i, std::size_t k) {
          store<U>(dx + i, U(Walk::template same<U>(in) *
                             (slope.template operator()<U>(i, k) - Walk::template same<U>(level) -
                              (load<U>(x + i) - Walk::template same<U>(m)) * Walk::template same<U>(tilt))));
        });
      });
    if constexpr (settings.affine && Pass::wants_dparameters) gradients<Run>(pass);  // after dx, which reads the gains
  }

  template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine&) noexcept {
    for (std::size_t i = 0; i < parameters; ++i) all[i] = T(i < gains);
  }

 private:
  /// f<Walk>(at, g, kept) for each group g of each sample or block of samples. at: the index of its first value;
  /// kept: the index of its statistics.
  template <class Run, class F> [[gnu::always_inline]] static constexpr void each_group(F&& f) noexcept {
    using T = typename Run::scalar;
    if constexpr (Run::lanes == 1)
      if (!scalar_only()) {
        for (std::size_t i = 0; i < Run::batch * Groups; ++i)
          f.template operator()<kernel::along_values<T>>(i * group, i % Groups, i);
        return;
      }
    each_block<Run>([&]<class V>(std::size_t block, std::size_t lane) {
      for (std::size_t g = 0; g < Groups; ++g) {
        const std::size_t i = block * Groups + g;
        f.template operator()<kernel::along_samples<V, Run::lanes>>(i * group * Run::lanes + lane, g,
                                                                    i * Run::lanes + lane);
      }
    });
  }
  /// f<U>(offset, value) for all values of a group; runs of values that share γ and β are traversed separately.
  template <class Walk, class Run, class F> [[gnu::always_inline]] static constexpr void each_value(F&& f) noexcept {
    for (std::size_t from = 0; from < group; from += piece)
      Walk::each(piece, [&]<class U>(std::size_t, std::size_t k) {
        f.template operator()<U>((from + k) * Run::lanes, from + k);
      });
  }

  /// dβ = Σ dy; dγ = Σ dy·x̂, summed over samples and over the values that share them.
  template <class Run> static constexpr void gradients(const auto& pass) noexcept {
    using T = typename Run::scalar;
    const T* mean = pass.cache.mean.data();
    const T* inverse = pass.cache.inverse.data();
    const auto terms = [&]<class V>(std::size_t i, const V& m, const V& in) {
      const V dy = load<V>(pass.dy.data + i);
      return kernel::two_sums<V>{dy, dy * (load<V>(pass.x.data + i) - m) * in};
    };
    const auto give = [&]<class V>(std::size_t k, const kernel::two_sums<V>& d) {
      pass.dparameters.template add<V>(k, d.second);
      pass.dparameters.template add<V>(gains + k, d.first);
    };
    if constexpr (Run::lanes == 1 && sharing == 1) {
      for (std::size_t g = 0; g < Groups; ++g)
        sweep<T>(group, [&]<class V>(std::size_t k) {
          give(g * group + k, kernel::sum_of<kernel::two_sums<V>>(Run::batch, [&](std::size_t s) {
                 return terms(s * size + g * group + k, broadcast<V>(mean[s * Groups + g]),
                              broadcast<V>(inverse[s * Groups + g]));
               }));
        });
    } else if constexpr (Run::lanes == 1) {
      for (std::size_t k = 0; k < gains; ++k) {
        kernel::two_sums<T> all{};
        for (std::size_t s = 0; s < Run::batch; ++s) {
          const std::size_t kept = s * Groups + k / (gains / Groups);
          all += kernel::sums_along<T>(sharing, [&]<class V>(std::size_t p) {
            return terms(s * size + k * sharing + p, broadcast<V>(mean[kept]), broadcast<V>(inverse[kept]));
          });
        }
        give(k, all);
      }
    } else {
      for (std::size_t k = 0; k < gains; ++k) {
        kernel::two_sums<T> all{};
        const auto add = [&]<class V>() {
          kernel::two_sums<V> d{};
          for (std::size_t s = 0; s < Run::samples; s += lanes_of<V>) {
            const std::size_t block = s / Run::lanes, lane = s % Run::lanes;
            const std::size_t at = (block * size + k * sharing) * Run::lanes + lane,
                              kept = (block * Groups + k / (gains / Groups)) * Run::lanes + lane;
            const V m = load<V>(mean + kept), in = load<V>(inverse + kept);
            d += kernel::sum_of<kernel::two_sums<V>>(sharing,
                                                     [&](std::size_t p) { return terms(at + p * Run::lanes, m, in); });
          }
          all = {sum<V>(d.first), sum<V>(d.second)};
        };
        if (!scalar_only()) add.template operator()<pack<T, Run::lanes>>();
        else add.template operator()<T>();
        give(k, all);
      }
    }
  }
};

/// The normalization of samples of shape In in Groups groups, with γ and β of the shape Gain; or the reason for
/// refusing it.
template <class Layer, class In, std::size_t Groups, class Gain, class... Options> consteval auto bind_sample_norm() {
  using Fault = typename decltype(_detail::norm_options_fault<Layer, 2, Options...>())::type;
  if constexpr (!std::is_same_v<Fault, nothing>) return std::type_identity<Fault>{};
  else if constexpr (In::size == Groups)
    return std::type_identity<refuse<mistake::normalizes_single_values, Layer, given<In>>>{};
  else return std::type_identity<sample_norm<In, Groups, Gain, Options...>>{};
}

}  // namespace sinew::_detail
