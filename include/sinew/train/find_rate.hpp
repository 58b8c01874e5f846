#pragma once
/// \file
/// find_rate: the losses of a net while the learning rate rises, from which a rate is chosen.

#include <cstddef>
#include <cstdint>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/on_heap.hpp>
#include <sinew/simd/math.hpp>
#include <sinew/net/net.hpp>
#include <sinew/train/check.hpp>
#include <sinew/train/divergence.hpp>
#include <sinew/train/fit.hpp>
#include <sinew/train/fit_sequences.hpp>
#include <sinew/train/history.hpp>
#include <sinew/train/hooks.hpp>
#include <sinew/train/rate_curve.hpp>

namespace SINEW_NAMESPACE {

/// Options of find_rate().
struct FindRateOptions {
  double lowest = 1e-7;     ///< the rate of the first step, above 0
  double highest = 10;      ///< the rate of the last one, above `lowest`
  std::size_t steps = 100;  ///< at least 2; rates between have equal ratios
  double smoothing = 0.98;  ///< β of the exponential moving average of the losses, from 0 (none) to below 1
  /// ends where the smoothed loss is so many times the lowest one so far, at least 1
  double stop_factor = 4;
  std::uint64_t seed = 1;  ///< as FitOptions::seed
  double clip_norm = 0;    ///< as FitOptions::clip_norm
};

namespace _detail {

inline void check_rates(const FindRateOptions& options) {
  if (!(options.lowest > 0 && options.lowest < options.highest && _detail::is_finite(options.highest)))
    refuse_option("find_rate", ".lowest and .highest must be finite numbers with 0 < lowest < highest");
  if (options.steps < 2) refuse_option("find_rate", "expected at least 2 .steps");
  if (!(options.smoothing >= 0 && options.smoothing < 1))
    refuse_option("find_rate", ".smoothing must be at least 0 and below 1");
  if (!(options.stop_factor >= 1)) refuse_option("find_rate", ".stop_factor must be at least 1");
}

/// Records the steps of a training and raises the rate after each.
template <class Formula> struct RateRamp {
  const FindRateOptions& options;
  Formula& formula;
  RateCurve curve{};
  double average = 0, weight = 1, lowest_loss = 0;

  bool operator()(const TrainingStep& step) {
    average = options.smoothing * average + (1 - options.smoothing) * step.loss;
    weight *= options.smoothing;
    const double smoothed = average / (1 - weight);
    curve.points.push_back({step.rate, step.loss, smoothed});
    const std::size_t done = curve.points.size();
    if (done == 1 || smoothed < lowest_loss) lowest_loss = smoothed;
    if (done == options.steps || smoothed > options.stop_factor * lowest_loss) return false;
    formula.rate = static_cast<decltype(formula.rate)>(rate_of(done));
    return true;
  }
  double rate_of(std::size_t step) const {
    const double part = static_cast<double>(step) / static_cast<double>(options.steps - 1);
    return options.lowest * math::exp(part * math::log(options.highest / options.lowest));
  }
};
/// Runs train(net, formula, epochs, ramp) on copies of a net and an optimizer.
template <class Net, class Formula, class Train>
RateCurve ramp_rate(const Net& net, const Formula& optimizer, const FindRateOptions& options, Train train) {
  _detail::check_rates(options);
  on_heap<Net> copy;
  copy.value = net;
  Formula formula = optimizer;
  RateRamp<Formula> ramp{options, formula};
  formula.rate = static_cast<decltype(formula.rate)>(options.lowest);
#if defined(__cpp_exceptions)
  try {
    train(copy.value, formula, ramp);
  } catch (const divergence_error&) {
    // The curve ends there.
  }
#else
  train(copy.value, formula, ramp);
#endif
  return (std::move)(ramp.curve);
}

}  // namespace _detail

/// The learning rate range test: trains a copy of the net while the rate rises exponentially, and returns the loss of
/// each step. The net stays as it is.
///
///     const RateCurve curve = find_rate<64>(net, train, CrossEntropy{}, Adam{});
///     fit<64>(net, train, CrossEntropy{}, Adam{.rate = curve.suggestion()}, …);
///
/// Step n of N has the rate lowest·(highest / lowest)^(n / (N − 1)), n from 0. It ends before the last step if the
/// smoothed loss has risen far, or the loss is no longer finite. The optimizer's own rate does not matter; its other
/// hyper-parameters, batch size, seed and hooks, such as an Augmentation, are as in fit().
/// The suggestion, RateCurve::suggestion(), is the steepest descent. plot_rates() (report/plot.hpp) draws the curve.
/// Cost: as many steps of training, and a copy of the net.
/// Errors: option_error for options out of their ranges; data_error and initialization_error as fit().
/// Misuse: as fit().
/// PyTorch Lightning: Tuner.lr_find. fastai: Learner.lr_find.
/// Source: Smith, "Cyclical learning rates for training neural networks", WACV (2017), section 3.3.
template <std::size_t Batch = 32, class T, class... L, class Data, class LossType, class Formula, class... Hooks>
[[nodiscard]] RateCurve find_rate(const BasicNet<T, L...>& net, const Data& data, const LossType& loss,
                                  const Formula& optimizer, const FindRateOptions& options = {}, Hooks&&... hooks) {
  return _detail::ramp_rate(net, optimizer, options, [&](auto& copy, const Formula& formula, auto& ramp) {
    fit<Batch>(copy, data, loss, formula,
               {.epochs = options.steps, .seed = options.seed, .clip_norm = options.clip_norm}, ramp, hooks...);
  });
}
/// The same on sequences, with the steps of fit<Streams, Steps>().
template <std::size_t Streams, std::size_t Steps, class T, class... L, class Data, class LossType, class Formula,
          class... Hooks>
[[nodiscard]] RateCurve find_rate(const BasicNet<T, L...>& net, const Data& data, const LossType& loss,
                                  const Formula& optimizer, const FindRateOptions& options = {}, Hooks&&... hooks) {
  return _detail::ramp_rate(net, optimizer, options, [&](auto& copy, const Formula& formula, auto& ramp) {
    fit<Streams, Steps>(copy, data, loss, formula,
                        {.epochs = options.steps, .seed = options.seed, .clip_norm = options.clip_norm}, ramp,
                        hooks...);
  });
}
/// Catches a first argument that is not a net.
template <std::size_t Batch = 32, class What, class... Rest>
requires(!_detail::is_net<What>) RateCurve find_rate(const What&, const Rest&...) {
  decltype(mistake::tell(mistake::of<mistake::not_a_net<What>>)){};
  return {};
}

}  // namespace sinew
