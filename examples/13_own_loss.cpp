// 13 · A loss of your own.
//
// A loss is an object, so it may have settings. It computes the loss of one sample; the library averages over
// samples. It has one of two forms:
//
//     elementwise   value(y, t) and derivative(y, t) of one output; the library averages over the outputs
//     samplewise    sample(y, t, dy) of all outputs of a sample: returns the loss and writes ∂L/∂y
//
// It may name the activation that the net must end with (`using needs = Softmax`); a net with another output
// activation is then a compile error.

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstdio>
#include <span>

#include <sinew/sinew.hpp>
#include <sinew/diagnose/gradient_error.hpp>

namespace mine {

/// L = share·(t − y) where y is too low, (1 − share)·(y − t) where it is too high. The minimum is the quantile below
/// which `share` of the targets lie: with 0.9, one target in ten exceeds the forecast.
/// Source: Koenker, Bassett, Econometrica 46 (1978).
struct Quantile {
  double share = 0.5;
  template <std::floating_point T> T value(T y, T t) const noexcept {
    return y < t ? static_cast<T>(share) * (t - y) : static_cast<T>(1 - share) * (y - t);
  }
  template <std::floating_point T> T derivative(T y, T t) const noexcept {
    return y < t ? -static_cast<T>(share) : y > t ? static_cast<T>(1 - share) : T(0);
  }
};

/// L = |y − t|, the distance of two points. It depends on all outputs together, so it is samplewise.
struct Distance {
  template <class T> T sample(std::span<const T> y, std::span<const T> t, std::span<T> dy) const noexcept {
    T square = 0;
    for (std::size_t i = 0; i < y.size(); ++i) square += (y[i] - t[i]) * (y[i] - t[i]);
    const T distance = std::sqrt(square);
    for (std::size_t i = 0; i < y.size(); ++i) dy[i] = distance > 0 ? (y[i] - t[i]) / distance : T(0);
    return distance;
  }
};

}  // namespace mine

using namespace sinew;

int main() {
  // The gradients of any net with two outputs against numeric slopes of the loss.
  const Net<Dense<3, 2>> any;
  const GradientCheck quantile = gradient_error(any, mine::Quantile{.share = 0.9}, 1),
                      distance = gradient_error(any, mine::Distance{}, 1);
  std::printf("Quantile: %s\nDistance: %s\n", quantile.text.c_str(), distance.text.c_str());
  bool kept = quantile.ok() && distance.ok();

  // A case with a known answer: a net whose input is always 0 has only its bias to learn. For the targets 1 … 15 the
  // optimum is the ⌈share·15⌉th.
  Dataset<std::array<float, 1>, float> numbers;
  for (int i = 1; i <= 15; ++i) numbers.push_back({0}, static_cast<float>(i));
  for (double share : {0.1, 0.5, 0.9}) {
    Net<Dense<1, 1>> net;
    fit<15>(net, numbers, mine::Quantile{share}, Adam{.rate = 0.3}, {.epochs = 1000, .schedule = cosine_decay(1000)});
    const double expected = std::ceil(share * 15), found = static_cast<double>(net({0})[0]);
    std::printf("the %g quantile of 1 … 15: %.2f (exact: %g)\n", share, found, expected);
    kept = kept && std::abs(found - expected) < 0.1;
  }

  // Another: the point with the least mean distance to the four corners of a convex quadrilateral is the intersection
  // of its diagonals, here (0, 0).
  const std::array<std::array<float, 1>, 4> blind{};
  const std::array<std::array<float, 2>, 4> corners{{{-1, 0}, {9, 0}, {0, -1}, {0, 3}}};
  Net<Dense<1, 2>> middle;
  fit<4>(middle, DataView(blind, corners), mine::Distance{}, Adam{.rate = 0.1},
         {.epochs = 1000, .schedule = cosine_decay(1000)});
  const float off = std::hypot(middle({0})[0], middle({0})[1]);
  std::printf("least mean distance to four corners: found within %.4f of the intersection of the diagonals\n",
              static_cast<double>(off));
  return kept && off < 0.01f ? 0 : 1;
}
