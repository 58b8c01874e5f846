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
