#pragma once
/// The laws of losses, on differentiate(): the gradient is the numeric one (on y; through the activation, on z, for
/// from_logits); no fit is better than the perfect one; a batch is the mean of its samples, whatever their number
/// (packs and tails).

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/concept.hpp>
#include <sinew/activation/sigmoid.hpp>
#include <sinew/activation/softmax.hpp>
#include <sinew/loss/concept.hpp>
#include <sinew/loss/differentiate.hpp>

#include "draws.hpp"

namespace laws {

/// What targets look like: any numbers, each in [0, 1], or distributions over the outputs.
enum class targets { numbers, probabilities, distributions };

/// Outputs of one row of N from what the loss differentiates: y itself, or act(z).
template <class L, std::size_t N> std::vector<double> outputs_of(std::vector<double> z) {
  if constexpr (sinew::_detail::gives_logit_gradients<L>()) {
    using A = typename L::needs;
    if constexpr (sinew::ElementwiseActivation<A>)
      for (double& v : z) v = sinew::activate<A, double>(v);
    else
      for (std::size_t s = 0; s < z.size() / N; ++s) A::template forward<double, N, 1>(z.data() + s * N);
  }
  return z;
}

template <std::size_t N> std::vector<double> random_targets(targets kind, std::size_t count, std::uint64_t seed) {
  auto draw = draws(seed);
  std::vector<double> t(count * N);
  for (double& v : t) v = kind == targets::numbers ? 2 * draw() : 0.5 + 0.5 * draw();
  if (kind == targets::distributions)
    for (std::size_t s = 0; s < count; ++s) {
      double mass = 0;
      for (std::size_t i = 0; i < N; ++i) mass += t[s * N + i];
      for (std::size_t i = 0; i < N; ++i) t[s * N + i] /= mass;
    }
  return t;
}

template <std::size_t N, class L> [[gnu::noinline]] double evaluate(const L& loss, const std::vector<double>& y,
                                                                    const std::vector<double>& t, double* dy) {
  return sinew::_detail::differentiate<N>(loss, y.data(), t.data(), dy, t.size() / N);
}

template <std::size_t N, class L> void gradient_is_numeric(const L& loss, targets kind, std::size_t count) {
  auto draw = draws(count * N);
  std::vector<double> z(count * N), dy(count * N, std::nan(""));
  for (double& v : z) v = 2 * draw();
  const auto t = random_targets<N>(kind, count, count);
  const double plain = laws::evaluate<N>(loss, outputs_of<L, N>(z), t, nullptr);
  const double value = laws::evaluate<N>(loss, outputs_of<L, N>(z), t, dy.data());
  BOOST_TEST(std::abs(plain - value) <= 1e-14 * std::abs(value));
  double worst = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double keep = z[i], h = 1e-6;
    z[i] = keep + h;
    const double up = laws::evaluate<N>(loss, outputs_of<L, N>(z), t, nullptr);
    z[i] = keep - h;
    const double down = laws::evaluate<N>(loss, outputs_of<L, N>(z), t, nullptr);
    z[i] = keep;
    const double error = relative_error((up - down) / (2 * h), dy[i]);
    worst = error > worst || std::isnan(error) ? error : worst;
  }
  BOOST_TEST(worst < 1e-6, count << " samples: " << worst);
}

template <std::size_t N, class L> void batch_is_mean(const L& loss, targets kind, std::size_t count) {
  auto draw = draws(count);
  std::vector<double> z(count * N), dy(count * N);
  for (double& v : z) v = 2 * draw();
  const auto y = outputs_of<L, N>(z), t = random_targets<N>(kind, count, 1);
  const double together = laws::evaluate<N>(loss, y, t, dy.data());
  double sum = 0, off = 0;
  for (std::size_t s = 0; s < count; ++s) {
    std::vector<double> one_y(y.begin() + std::ptrdiff_t(s * N), y.begin() + std::ptrdiff_t(s * N + N)), one_dy(N);
    const std::vector<double> one_t(t.begin() + std::ptrdiff_t(s * N), t.begin() + std::ptrdiff_t(s * N + N));
    sum += laws::evaluate<N>(loss, one_y, one_t, one_dy.data());
    for (std::size_t i = 0; i < N; ++i) off = std::max(off, std::abs(one_dy[i] / double(count) - dy[s * N + i]));
  }
  BOOST_TEST(std::abs(together - sum / double(count)) <= 1e-14 * std::abs(together));
  BOOST_TEST(off <= 1e-15);
}

/// For losses on y and on probabilities: y = t is not beaten. (With logits there is no such y.)
template <std::size_t N, class L> void perfect_fit_is_least(const L& loss, targets kind) {
  auto draw = draws(9);
  const auto t = random_targets<N>(kind, 1, 9);
  const double least = laws::evaluate<N>(loss, t, t, nullptr);
  for (int i = 0; i < 200; ++i) {
    auto y = t;
    for (double& v : y) v = kind == targets::numbers ? v + draw() : std::clamp(v + 0.2 * draw(), 0.0, 1.0);
    if (kind == targets::distributions) {
      double mass = 0;
      for (const double v : y) mass += v;
      for (double& v : y) v /= mass;
    }
    BOOST_TEST(laws::evaluate<N>(loss, y, t, nullptr) >= least);
  }
}

template <class L> void loss(const L& loss, targets kind) {
  for (const std::size_t count : std::array<std::size_t, 4>{1, 2, 5, 16}) gradient_is_numeric<3>(loss, kind, count);
  gradient_is_numeric<10>(loss, kind, 3);
  for (const std::size_t count : std::array<std::size_t, 3>{2, 7, 19}) batch_is_mean<3>(loss, kind, count);
}

}  // namespace laws
