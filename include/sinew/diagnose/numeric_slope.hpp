#pragma once
/// \file
/// The slope of a function along one of its arguments, by differences, and how far an analytic derivative is from it.
/// gradient_error() and the tests of the library's own layers compare gradients with it.

#include <cstddef>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>

namespace SINEW_NAMESPACE::_detail {

/// A function of numbers that lie elsewhere. Virtual, so that what measures slopes is compiled once for all nets.
struct slope_objective {
  slope_objective() = default;
  slope_objective(const slope_objective&) = delete;
  slope_objective& operator=(const slope_objective&) = delete;
  virtual ~slope_objective() = default;
  /// The value at the numbers as they are now; wider than its terms where it can be, since differences of it count.
  virtual long double objective() = 0;
};

constexpr double slope_size(double v) noexcept { return v < 0 ? -v : v; }

/// (f(v + h) − f(v − h)) / 2h, with h in units of max(1, |v|).
inline double central_slope(slope_objective& f, double& v, double h) {
  const double keep = v, size = slope_size(keep);
  if (size > 1) h *= size;
  const double above = keep + h, below = keep - h;
  v = above;
  const long double up = f.objective();
  v = below;
  const long double down = f.objective();
  v = keep;
  return static_cast<double>(up - down) / (above - below);
}

/// |a − n| / max(|a|, |n|, floor); NaN if a or n is not finite.
inline double slope_error(double analytic, double numeric, double floor) noexcept {
  const double a = slope_size(analytic), n = slope_size(numeric), larger = a > n ? a : n;
  const double difference = slope_size(analytic - numeric);
  if (!(difference > 0)) return difference;  // 0 or NaN
  return difference / (larger > floor ? larger : floor);
}

/// An analytic derivative next to the numeric slope that is nearest to it.
struct slope_comparison {
  double numeric, off;  // off: slope_error()
  bool kink;            // the function has a kink here, and the derivative lies between the slopes of both sides
};
/// Compares a derivative with the slope n that was measured by the step h. If they differ, other steps are tried: a
/// kink (of ReLU, of MaxPool) between v − h and v + h is outside a shorter step, and a longer one has less rounding. A
/// wrong derivative is wrong by all steps.
inline slope_comparison compare_slope(slope_objective& f, double& v, double analytic, double n, double h,
                                      double floor) {
  constexpr double close = 1e-7;
  slope_comparison best{n, _detail::slope_error(analytic, n, floor), false};
  constexpr double factors[] = {0.1, 0.01, 10};
  for (const double factor : factors) {
    if (best.off <= close) return best;
    const double numeric = _detail::central_slope(f, v, h * factor), off = slope_error(analytic, numeric, floor);
    if (off < best.off || _detail::is_nan(best.off)) best = {numeric, off, false};
  }
  if (best.off <= 1e-4) return best;
  // A kink at v itself: any derivative between those of both sides is right.
  const double keep = v, s = h * 0.1 * (slope_size(keep) > 1 ? slope_size(keep) : 1), above = keep + s,
               below = keep - s;
  const long double at = f.objective();
  v = above;
  const double right = static_cast<double>(f.objective() - at) / (above - keep);
  v = below;
  const double left = static_cast<double>(at - f.objective()) / (keep - below);
  v = keep;
  const double low = left < right ? left : right, high = left < right ? right : left;
  const double nearest = analytic < low ? low : analytic > high ? high : analytic;
  const double off = _detail::slope_error(analytic, nearest, floor);
  if (off < best.off / 10) best = {nearest, off, true};
  return best;
}

}  // namespace sinew::_detail
