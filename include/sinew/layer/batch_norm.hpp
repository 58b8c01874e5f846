#pragma once
/// \file
/// BatchNorm<Options...>: normalizes each channel, or each feature of a vector, over the batch.

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/shape/shape.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/kernel/channel_statistics.hpp>
#include <sinew/random/engine.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/layer/norm_options.hpp>
#include <sinew/layer/pass.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// Passes the gradients of γ and β to a sink; without them (NoAffine) to nowhere. One type for layers of all sizes.
template <bool Affine, class Sink> struct give_affine {
  Sink sink;
  std::size_t channels;
  template <class V> constexpr void operator()(std::size_t c, const V& dgain, const V& dshift) const noexcept {
    if constexpr (Affine) {
      sink.template add<V>(c, dgain);
      sink.template add<V>(channels + c, dshift);
    }
  }
};
}  // namespace _detail

/// y = γ·(x − mean) / √(variance + ε) + β, separately for each channel c.
/// Training uses the mean and variance of the batch, over samples and positions (n values per channel, variance
/// divided by n), and updates running statistics:
///   running ← (1 − momentum)·running + momentum·(batch statistic; variance divided by n − 1)
/// and 0 where that is below the smallest normal number (a channel that is always 0).
/// Inference uses the running statistics. They are the layer's buffers: mean (C), then variance (C); initialize()
/// sets them to 0 and 1. Samples of a batch that do not exist (Workspace::count) are ignored.
/// A single value per channel (n = 1: one sample of a vector) has no variance, so nothing could be learned from it.
/// fit() refuses a batch size that leaves such a last batch, as PyTorch does, and a workspace for one such sample does
/// not compile. If Workspace::count is 1, y is β and the running variance is left unchanged.
/// Shapes: x and y (Batch, C), (Batch, C, Length) or (Batch, C, Height, Width).
/// Parameters: γ (C), then β (C), initialized to 1 and 0.
/// Options: Epsilon<Ratio<1, 100'000>>, RunningMomentum<Ratio<1, 10>>, NoAffine; in any order.
/// Backward: dβ = Σ dy; dγ = Σ dy·x̂; dx = γ / √(variance + ε) · (dy − dβ / n − x̂·dγ / n), where x̂ is the
/// normalized x. The mean and 1 / √(variance + ε) are cached.
/// Cost: training reads x three times, inference once. fold_batch_norm() (deploy/fold_batch_norm.hpp) merges the
/// layer into the Dense or Conv2D before it, at no cost.
/// Misuse: an unknown option → mistake::not_an_option; two options of a kind → mistake::option_given_twice; a number
/// out of bounds → mistake::out_of_range; training by batches of one vector → mistake::batch_statistics_of_one_sample.
/// Source: Ioffe, Szegedy, "Batch normalization: accelerating deep network training by reducing internal covariate
/// shift", ICML (2015).
/// PyTorch: BatchNorm1d, BatchNorm2d. ONNX: BatchNormalization, whose momentum is 1 − RunningMomentum and whose
/// running variance is divided by n.
template <class... Options> struct BatchNorm {
  template <class In> struct bound {
    using input = In;
    using output = In;
    /// The options as values.
    static constexpr _detail::norm_settings settings = _detail::norm_settings_of<Options...>();
    /// A sample has `channels` channels of `positions` values each.
    static constexpr std::size_t channels = _detail::channels_of<In>, positions = In::size / channels;
    static constexpr std::size_t parameters = settings.affine ? 2 * channels : 0, buffers = 2 * channels,
                                 multiply_adds = In::size;
    static constexpr bool gradients_once = true;
    using no_single_sample =
        std::conditional_t<positions == 1,
                           mistake::refuse<mistake::batch_statistics_of_one_sample, BatchNorm,
                                           mistake::expected<mistake::at_least<mistake::samples<2>>>>,
                           mistake::nothing>;
    static constexpr void tensors(auto& list) {
      if constexpr (settings.affine) {
        list.parameter("weight", {channels});
        list.parameter("bias", {channels});
      }
      list.buffer("running_mean", {channels});
      list.buffer("running_var", {channels});
    }
    static auto onnx(auto& graph, auto x) {
      const auto gain = settings.affine ? graph.tensor("weight") : graph.constant(1, {channels});
      const auto shift = settings.affine ? graph.tensor("bias") : graph.constant(0, {channels});
      return graph.add("BatchNormalization",
                       {x, gain, shift, graph.tensor("running_mean"), graph.tensor("running_var")},
                       {{"epsilon", settings.epsilon}});
    }
    /// ε, added to the variance.
    template <class T> static constexpr T epsilon = static_cast<T>(settings.epsilon);

    template <class Run> static constexpr std::size_t cost = [] {
      using T = typename Run::scalar;
      using Kernel = kernel::channel_statistics<T, Run::batch, channels, positions, Run::lanes>;
      constexpr std::size_t passes = Run::training ? 3 : 1, along = simd::native_lanes<T>;
      if (Kernel::along_channels) return Run::batch * passes * ((channels + along - 1) / along);
      return Run::blocks * passes * channels * ((Kernel::run + along - 1) / along);
    }();
    template <class Run> static constexpr std::size_t scratch = channels;
    /// The mean of each channel in the batch, and the inverse standard deviation 1 / √(variance + ε).
    template <class Run> struct cache { std::array<typename Run::scalar, channels> mean{}, inverse{}; };

    static constexpr void forward(ForwardPass auto pass) noexcept {
      using Run = typename decltype(pass)::run;
      using T = typename Run::scalar;
      using Kernel = kernel::channel_statistics<T, Run::batch, channels, positions, Run::lanes>;
      const T* gain = settings.affine ? pass.parameters.data() : nullptr;
      const T* shift = settings.affine ? gain + channels : nullptr;
      const T* mean = pass.buffers.data();
      T* scale = pass.scratch;
      if constexpr (Run::training) {
        T* inverse = pass.cache.inverse.data();
        T* running = pass.buffers.data();
        const T n = T(pass.count * positions);
        mean = pass.cache.mean.data();
        Kernel::moments(pass.x, pass.count, pass.cache.mean.data(), inverse);
        simd::sweep<T>(channels, [&]<class V>(std::size_t c) {
          const V variance = simd::load<V>(inverse + c);
          bound::approach<V>(running + c, simd::load<V>(mean + c));
          if (n > T(1)) bound::approach<V>(running + channels + c, V(variance * simd::broadcast<V>(n / (n - T(1)))));
          simd::store<V>(inverse + c, bound::inverse_root<V>(variance));
          simd::store<V>(scale + c, settings.affine ? V(simd::load<V>(inverse + c) * simd::load<V>(gain + c))
                                                    : simd::load<V>(inverse + c));
        });
      } else {
        simd::sweep<T>(channels, [&]<class V>(std::size_t c) {
          const V inverse = bound::inverse_root<V>(simd::load<V>(mean + channels + c));
          simd::store<V>(scale + c, settings.affine ? V(inverse * simd::load<V>(gain + c)) : inverse);
        });
      }
      Kernel::apply(pass.x, mean, scale, shift, pass.y);
    }

    static constexpr void backward(BackwardPass auto pass) noexcept {
      using Pass = decltype(pass);
      using Run = typename Pass::run;
      using T = typename Run::scalar;
      using Kernel = kernel::channel_statistics<T, Run::batch, channels, positions, Run::lanes>;
      T* dx = nullptr;
      if constexpr (Pass::wants_dx) dx = pass.dx.data;
      Kernel::backward(pass.x, pass.dy, pass.count, pass.cache.mean.data(), pass.cache.inverse.data(),
                       settings.affine ? pass.parameters.data() : nullptr, dx,
                       _detail::give_affine<settings.affine, decltype(pass.dparameters)>{pass.dparameters, channels});
    }

    template <class T> static constexpr void initialize(std::span<T, parameters> all, Engine&) noexcept {
      for (std::size_t i = 0; i < parameters; ++i) all[i] = T(i < channels);
    }
    template <class T> static constexpr void initialize_buffers(std::span<T, buffers> all) noexcept {
      for (std::size_t i = 0; i < buffers; ++i) all[i] = T(i >= channels);
    }

   private:
    template <class V> [[gnu::always_inline]] static constexpr V inverse_root(const V& variance) noexcept {
      using T = simd::scalar_of<V>;
      return simd::broadcast<V>(T(1)) / math::sqrt(V(variance + simd::broadcast<V>(epsilon<T>)));
    }
    template <class V, class T>
    [[gnu::always_inline]] static constexpr void approach(T* running, const V& now) noexcept {
      constexpr T share = static_cast<T>(settings.momentum);
      simd::store<V>(running, math::detail::flushed(V(simd::load<V>(running) * simd::broadcast<V>(T(1) - share) +
                                                      now * simd::broadcast<V>(share))));
    }
  };

  /// The layer bound to the input shape In, or the reason for refusing its options.
  template <class In, class Against = typename decltype(_detail::norm_options_fault<BatchNorm, 3, Options...>())::type>
  using on = std::conditional_t<std::is_same_v<Against, mistake::nothing>, bound<In>, Against>;
};

}  // namespace sinew
