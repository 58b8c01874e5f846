#pragma once
/// \file
/// EMA: an exponential moving average of a net's weights. soft_update: moves a net a part of the way to another one.

#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/effects.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/mistake/training.hpp>
#include <sinew/simd/bits.hpp>
#include <sinew/simd/loop.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/simd/pack.hpp>
#include <sinew/net/net.hpp>

namespace SINEW_NAMESPACE {

struct TrainingStep;

namespace _detail {
/// to ← (1 − share)·to + share·from for the parameters; buffers are copied. With a share of 1, all is copied.
template <class Net> constexpr void mix_weights(Net& to, const Net& from, double share) noexcept {
  using T = typename Net::scalar;
  if (share >= 1) {
    to = from;
    return;
  }
  const T kept = static_cast<T>(1 - share), taken = static_cast<T>(share);
  T* const w = to.parameters.data();
  const T* const other = from.parameters.data();
  simd::sweep<T>(to.parameters.size(), [=]<class V>(std::size_t i) {
    simd::store<V>(w + i, math::detail::flushed(V(simd::load<V>(w + i) * simd::broadcast<V>(kept) +
                                                  simd::load<V>(other + i) * simd::broadcast<V>(taken))));
  });
  to.buffers = from.buffers;
}
}  // namespace _detail

/// Moves a net a part of the way to another one: target ← (1 − τ)·target + τ·online. Buffers, such as the running
/// statistics of a BatchNorm, are copied. τ = 1 copies everything. What decays below the smallest normal number becomes
/// 0, as in an Optimizer. For target networks of DQN, DDPG, SAC.
/// Precondition: 0 ≤ τ ≤ 1.
/// Misuse: nets of different layers → `mistake::nets_of_different_layers`; a const target →
/// `mistake::training_needs_a_net_to_change`.
/// PyTorch: polyak_update of Stable-Baselines3.
/// Source: Lillicrap et al., "Continuous control with deep reinforcement learning", ICLR (2016).
template <class T, class... L> constexpr void soft_update(BasicNet<T, L...>& target, const BasicNet<T, L...>& online,
                                                          double tau) noexcept SINEW_NONALLOCATING {
  _detail::precondition(tau >= 0 && tau <= 1, "soft_update(target, online, tau): found {}, expected 0 to 1", tau);
  _detail::mix_weights(target, online, tau);
}
/// Catches nets of different layers, and a const target.
template <class Target, class Online>
requires(!std::is_same_v<Target, Online>) constexpr void soft_update(Target&, const Online&, double) noexcept {
  if constexpr (std::is_const_v<Target>)
    decltype(mistake::tell(mistake::of<mistake::training_needs_a_net_to_change<Target>>)){};
  else
    decltype(mistake::tell(
        mistake::of<mistake::nets_of_different_layers<mistake::given<Online>, mistake::expected<Target>>>)){};
}

/// Options of an EMA.
struct EMAOptions {
  double decay = 0.999;  ///< the share of the average that an update keeps, 0 to 1
  /// update n = 1, 2, … keeps min(decay, 1 − n^(−2/3)): at first the average follows the weights closely
  bool warm_up = false;
};

/// An exponential moving average of a net's weights, which often generalizes better than the last weights:
///
///     EMA average(net, {.decay = 0.999});
///     …train_step(net, …);  average.update(net);
///     evaluate(average.net(), test, CrossEntropy{});
///
/// The first update copies the net; each later one does average ← decay·average + (1 − decay)·weights, and copies
/// buffers. In fit() it is a callback for steps: `fit(net, data, loss, Adam{}, options, average.follow(net))`.
/// A Checkpoint beside that callback keeps the average, too (io/checkpoint.hpp).
/// Memory: the average, within the object, and a count. Cost: one walk over the parameters at each update.
/// Precondition: 0 ≤ decay ≤ 1.
/// PyTorch: torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay)); warm_up: timm's
/// ModelEmaV3(use_warmup=True) with its defaults, whose update n has the step n.
/// Source: Polyak, Juditsky, "Acceleration of stochastic approximation by averaging", SIAM J. Control Optim. 30 (1992).
template <class Net> class EMA {
 public:
  /// Begins with the weights of this net.
  constexpr explicit EMA(const Net& net, const EMAOptions& options = {}) noexcept : net_{net}, options_{options} {
    _detail::precondition(options.decay >= 0 && options.decay <= 1, "EMA: found a decay of {}, expected 0 to 1",
                          options.decay);
  }
  /// Takes the weights of the net into the average.
  constexpr void update(const Net& net) noexcept SINEW_NONALLOCATING {
    ++updates_;
    _detail::mix_weights(net_, net, 1 - decay());
  }
  /// The net with the averaged weights.
  [[nodiscard]] constexpr const Net& net() const noexcept SINEW_LIFETIMEBOUND { return net_; }
  /// The number of updates.
  [[nodiscard]] constexpr std::size_t updates() const noexcept { return updates_; }
  /// The options.
  [[nodiscard]] constexpr const EMAOptions& options() const noexcept { return options_; }
  /// Goes on from an average that had so many updates, such as one that was read from a file.
  constexpr void continue_from(const Net& average, std::size_t updates) noexcept {
    net_ = average;
    updates_ = updates;
  }

  /// A callback for the steps of fit(), which updates the average with this net after each.
  class Follower {
   public:
    /// Tells fit() what this is.
    using updates_average = EMA;
    /// Updates the average.
    constexpr void operator()(const TrainingStep&) const noexcept { average_.update(net_); }
    /// The average.
    [[nodiscard]] constexpr EMA& average() const noexcept { return average_; }

   private:
    friend class EMA;
    constexpr Follower(EMA& average, const Net& net) noexcept : average_{average}, net_{net} {}
    EMA& average_;
    const Net& net_;
  };
  /// The callback for fit(): it refers to this average and the net.
  [[nodiscard]] constexpr Follower follow(const Net& net SINEW_LIFETIMEBOUND) noexcept SINEW_LIFETIMEBOUND {
    return Follower(*this, net);
  }

 private:
  /// The share that update `updates_` keeps.
  constexpr double decay() const noexcept {
    if (updates_ <= 1) return 0;
    if (!options_.warm_up) return options_.decay;
    const double rising = 1 - math::exp(math::log(static_cast<double>(updates_)) * (-2.0 / 3.0));
    return rising < options_.decay ? rising : options_.decay;
  }

  Net net_;
  EMAOptions options_;
  std::size_t updates_ = 0;
};

}  // namespace sinew
