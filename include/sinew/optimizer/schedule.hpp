#pragma once
/// \file
/// Schedule: a factor on the optimizer's learning rate as a function of time. The time is counted in epochs; fit()
/// asks at every step, with the fraction of the epoch that has passed.

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/simd/math.hpp>

namespace SINEW_NAMESPACE {

/// A learning rate schedule. It is a value, not a base class: `shape` maps the schedule's own numbers and the time
/// after the warm-up to a factor.
/// Example: Schedule{.shape = [](const Schedule& s, double epochs) { return 1 / (1 + s.a * epochs); }, .a = 0.1}.
struct Schedule {
  /// The factor after `epochs` epochs, not counting the warm-up; 1 by default.
  double (*shape)(const Schedule&, double epochs) = [](const Schedule&, double) { return 1.0; };
  double a = 0, b = 0;  ///< numbers for `shape`, which gives them their meaning
  /// The warm-up: the factor rises linearly from warm_up_from to 1 within the first warm_up_epochs epochs.
  double warm_up_epochs = 0, warm_up_from = 0;
  double c = 0, d = 0;  ///< more numbers for `shape`

  /// The factor on the rate after `epochs` epochs, 0 at the first step. Factors below 2⁻¹⁰⁰ become 0, because
  /// products with them may be subnormal numbers, which processors multiply slowly.
  [[nodiscard]] constexpr double operator()(double epochs) const {
    const double factor = epochs < warm_up_epochs
                              ? (warm_up_from + (1 - warm_up_from) * epochs / warm_up_epochs) * shape(*this, 0)
                              : shape(*this, epochs - warm_up_epochs);
    return factor < 0x1p-100 && factor > -0x1p-100 ? 0 : factor;
  }
};

namespace _detail {
/// cos πx for 0 ≤ x ≤ 1, by Taylor's series within a quarter turn; the error is below 10⁻¹⁵.
constexpr double cos_pi(double x) noexcept {
  if (x > 0.5) return -_detail::cos_pi(1 - x);
  const double t = x * 3.14159265358979323846, u = t * t;
  double sum = 0;
  for (int k = 20; k > 0; k -= 2) sum = (1 + sum) * -u / (k * (k - 1));
  return 1 + sum;
}
}  // namespace _detail

/// The constant factor 1.
[[nodiscard]] constexpr Schedule constant_rate() noexcept { return {}; }
/// The factor γ^⌊epochs / every⌋.
/// Precondition: every > 0.
/// PyTorch: StepLR.
[[nodiscard]] constexpr Schedule step_decay(double every, double gamma = 0.1) noexcept {
  _detail::precondition(every > 0, "step_decay(every): found {} epoch{s}, expected more than 0", every);
  return {.shape =
              [](const Schedule& s, double epochs) {
                double factor = 1;
                for (double at = s.a; at <= epochs; at += s.a) factor *= s.b;
                return factor;
              },
          .a = every,
          .b = gamma};
}
/// The factor γ^epochs.
/// Precondition: gamma > 0.
/// PyTorch: ExponentialLR.
[[nodiscard]] constexpr Schedule exponential_decay(double gamma) noexcept {
  _detail::precondition(gamma > 0, "exponential_decay(gamma): found {}, expected more than 0", gamma);
  return {.shape = [](const Schedule& s, double epochs) { return math::exp(epochs * s.b); },
          .a = gamma,
          .b = math::log(gamma)};
}
/// The factor floor + (1 − floor)·(1 + cos(π·epochs / over)) / 2, and floor after `over` epochs.
/// Precondition: over > 0.
/// PyTorch: CosineAnnealingLR, eta_min = floor·rate.
/// Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR (2017).
[[nodiscard]] constexpr Schedule cosine_decay(double over, double floor = 0) noexcept {
  _detail::precondition(over > 0, "cosine_decay(over): found {} epoch{s}, expected more than 0", over);
  return {.shape =
              [](const Schedule& s, double epochs) {
                return s.b + (1 - s.b) * (1 + _detail::cos_pi(_detail::min_of(epochs / s.a, 1.0))) / 2;
              },
          .a = over,
          .b = floor};
}
/// The factor floor + (1 − floor)·(1 − epochs / over), and floor after `over` epochs.
/// Precondition: over > 0.
/// PyTorch: LinearLR(start_factor=1, end_factor=floor, total_iters=over).
[[nodiscard]] constexpr Schedule linear_decay(double over, double floor = 0) noexcept {
  _detail::precondition(over > 0, "linear_decay(over): found {} epoch{s}, expected more than 0", over);
  return {.shape = [](const Schedule& s,
                      double epochs) { return s.b + (1 - s.b) * (1 - _detail::min_of(epochs / s.a, 1.0)); },
          .a = over,
          .b = floor};
}
/// The factor floor + (1 − floor)·(1 − epochs / over)^power, and floor after `over` epochs.
/// Precondition: over > 0 and power > 0.
/// PyTorch: PolynomialLR, with floor = 0. Keras: PolynomialDecay.
[[nodiscard]] constexpr Schedule polynomial_decay(double over, double power, double floor = 0) noexcept {
  _detail::precondition(over > 0, "polynomial_decay(over, power): found {} epoch{s}, expected more than 0", over);
  _detail::precondition(power > 0, "polynomial_decay(over, power): found a power of {}, expected more than 0", power);
  return {.shape =
              [](const Schedule& s, double epochs) {
                const double left = 1 - epochs / s.a;
                return left > 0 ? s.b + (1 - s.b) * math::exp(s.c * math::log(left)) : s.b;
              },
          .a = over,
          .b = floor,
          .c = power};
}
/// Cosine decays one after the other, each from 1 to floor: the first over `first` epochs, each next one over `times`
/// as many. With t the epochs since the last restart and T those of the period:
/// floor + (1 − floor)·(1 + cos(π·t / T)) / 2.
/// Precondition: first > 0 and times ≥ 1.
/// PyTorch: CosineAnnealingWarmRestarts, T_0 = first, T_mult = times, eta_min = floor·rate.
/// Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR (2017).
[[nodiscard]] constexpr Schedule cosine_restarts(double first, double times = 1, double floor = 0) noexcept {
  _detail::precondition(first > 0, "cosine_restarts(first): found {} epoch{s}, expected more than 0", first);
  _detail::precondition(times >= 1, "cosine_restarts(first, times): found {} times, expected at least 1", times);
  return {.shape =
              [](const Schedule& s, double epochs) {
                double period = s.a, at = epochs;
                if (!(s.c > 1) && at >= period) at -= period * static_cast<double>(static_cast<long long>(at / period));
                while (at >= period) {
                  at -= period;
                  period *= s.c;
                }
                return s.b + (1 - s.b) * (1 + _detail::cos_pi(at / period)) / 2;
              },
          .a = first,
          .b = floor,
          .c = times};
}

/// The options of one_cycle(), with PyTorch's defaults.
struct OneCycle {
  double rise = 0.3;            ///< the part of all epochs in which the rate rises (PyTorch: pct_start), in (0, 1)
  double divide_first = 25;     ///< the first rate is the largest one divided by this (div_factor), at least 1
  double divide_last = 10'000;  ///< the last rate is the first one divided by this (final_div_factor), at least 1
  bool linear = false;          ///< linearly, in place of by cosines (anneal_strategy='linear')
  /// The rate falls to the first one in as many epochs as it has risen, and to the last one in the rest; in place of in
  /// all of the rest (three_phase). `rise` is then less than 1/2.
  bool three_phases = false;
  /// The steps of an epoch, ⌈samples / batch⌉, for PyTorch's figures: it has the largest rate in step rise·n − 1 and
  /// the last one in step n − 1 of n steps, counted from 0. 0: the largest rate is at rise·over epochs, and the last
  /// one at the end, one step later than that.
  double steps_per_epoch = 0;
};

namespace _detail {
/// From one number to another as x goes from 0 to 1.
constexpr double cosine_between(double from, double to, double x) noexcept {
  return to + (from - to) / 2 * (1 + _detail::cos_pi(x));
}
constexpr double line_between(double from, double to, double x) noexcept { return from + (to - from) * x; }
/// The shape of one_cycle(): a: the end, b: the end of the rise, c: the first factor, d: the last one.
template <double (*Between)(double, double, double) noexcept, bool ThreePhases>
constexpr double cycle(const Schedule& s, double epochs) {
  if (epochs <= s.b) return Between(s.c, 1, epochs / s.b);
  if (ThreePhases && epochs <= 2 * s.b) return Between(1, s.c, epochs / s.b - 1);
  const double begin = ThreePhases ? 2 * s.b : s.b;
  return Between(ThreePhases ? s.c : 1, s.d, _detail::min_of((epochs - begin) / (s.a - begin), 1.0));
}
}  // namespace _detail

/// One cycle over all `over` epochs of a training: the factor rises from 1 / divide_first to 1, and falls to
/// 1 / (divide_first·divide_last). The optimizer's rate is the largest one (PyTorch's max_lr). It may be larger than
/// what a constant rate allows.
///
///     fit<64>(net, train, CrossEntropy{}, SGD{.rate = 0.5}, {.epochs = 30, .schedule = one_cycle(30)});
///
/// The rate alone is scheduled, as with cycle_momentum=False.
/// Precondition: over > 0; options in their ranges; with steps_per_epoch, the rise has more than one step.
/// PyTorch: OneCycleLR.
/// Source: Smith, Topin, "Super-convergence", arXiv:1708.07120 (2017).
[[nodiscard]] constexpr Schedule one_cycle(double over, const OneCycle& options = {}) noexcept {
  _detail::precondition(over > 0, "one_cycle(over): found {} epoch{s}, expected more than 0", over);
  _detail::precondition(options.rise > 0 && options.rise < (options.three_phases ? 0.5 : 1.0),
                        "one_cycle(over, options): found a rise of {}, expected more than 0 and less than {}",
                        options.rise, options.three_phases ? 0.5 : 1.0);
  _detail::precondition(options.divide_first >= 1 && options.divide_last >= 1,
                        "one_cycle(over, options): found divide_first {} and divide_last {}, expected at least 1",
                        options.divide_first, options.divide_last);
  const double step = options.steps_per_epoch > 0 ? 1 / options.steps_per_epoch : 0, rise = options.rise * over - step;
  _detail::precondition(rise > 0, "one_cycle(over, options): found a rise within {} step{s}, expected more than 1",
                        options.rise * over * options.steps_per_epoch);
  Schedule s{.a = over - step, .b = rise, .c = 1 / options.divide_first};
  s.d = s.c / options.divide_last;
  if (options.linear)
    s.shape = options.three_phases ? &_detail::cycle<_detail::line_between, true>
                                   : &_detail::cycle<_detail::line_between, false>;
  else
    s.shape = options.three_phases ? &_detail::cycle<_detail::cosine_between, true>
                                   : &_detail::cycle<_detail::cosine_between, false>;
  return s;
}

/// Rises linearly within `epochs` from `from` to 1, as a factor on the first value of `then`; afterwards follows
/// `then` from its own time 0.
/// Precondition: epochs >= 0.
/// PyTorch: LinearLR.
/// Source: Goyal et al., "Accurate, large minibatch SGD", arXiv:1706.02677 (2017).
[[nodiscard]] constexpr Schedule warm_up(double epochs, Schedule then = constant_rate(), double from = 0) noexcept {
  _detail::precondition(epochs >= 0, "warm_up(epochs): found {}, expected at least 0", epochs);
  then.warm_up_epochs = epochs;
  then.warm_up_from = from;
  return then;
}

}  // namespace sinew
