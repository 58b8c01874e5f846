#pragma once
/// \file
/// dependence: a permutation test for whether targets depend on inputs.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/random/distribution.hpp>
#include <sinew/random/engine.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Rows of numbers. standardise() gives each column mean 0 and deviation 1; a constant column becomes 0.
struct Columns {
  std::size_t rows = 0, width = 0;
  std::vector<double> values{};

  const double* operator[](std::size_t row) const { return values.data() + row * width; }
  void standardise() {
    for (std::size_t c = 0; c < width; ++c) {
      double sum = 0, squares = 0;
      for (std::size_t r = 0; r < rows; ++r) sum += values[r * width + c];
      const double mean = sum / static_cast<double>(rows);
      for (std::size_t r = 0; r < rows; ++r) squares += (values[r * width + c] - mean) * (values[r * width + c] - mean);
      const double deviation = std::sqrt(squares / static_cast<double>(rows));
      for (std::size_t r = 0; r < rows; ++r)
        values[r * width + c] = deviation > 0 ? (values[r * width + c] - mean) / deviation : 0;
    }
  }
};

inline double dot(const double* a, const double* b, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

/// Returns the k nearest rows of every row, in Euclidean distance.
inline std::vector<std::size_t> neighbours(const Columns& x, std::size_t k) {
  std::vector<std::size_t> found(x.rows * k);
  std::vector<std::pair<double, std::size_t>> others(x.rows);
  std::vector<double> square(x.rows);
  for (std::size_t r = 0; r < x.rows; ++r) square[r] = _detail::dot(x[r], x[r], x.width);
  for (std::size_t r = 0; r < x.rows; ++r) {
    for (std::size_t s = 0; s < x.rows; ++s) others[s] = {square[s] - 2 * _detail::dot(x[r], x[s], x.width), s};
    others[r].first = HUGE_VAL;
    std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(k), others.end());
    for (std::size_t i = 0; i < k; ++i) found[r * k + i] = others[i].second;
  }
  return found;
}

/// Returns how many standard deviations the targets are from being independent of the inputs: the larger of
///   local   Σ over samples s and their 5 nearest neighbours n of ⟨t_s, t_n⟩: neighbours agree (or disagree, as in
///           parity);
///   linear  √max over features i of Σ_j (Σ_s x_si·t_sj)²: some feature is correlated with the targets;
/// each as the distance from its mean over 100 random orders of the targets. Being a permutation test, it assumes no
/// distribution of the data.
/// With targets in random order 98 in 100 results are below 3 (2,000 sets each of five sizes). Two features that make
/// up a fifth of a score whose sign is the target, beside eight features without influence, gave 4.6 with 300
/// samples. Data sets that can be learned give 20 and more. The result is NaN for fewer than 32 samples.
/// Cost: about rows²·features + 100·rows·features·columns multiplications.
/// Source: Fisher, The design of experiments (1935), on permutation; Friedman, Rafsky, Annals of Statistics 7 (1979),
/// on neighbours.
inline double dependence(Columns x, Columns t, Engine& engine) {
  constexpr std::size_t orders = 100, nearest = 5, fewest = 32;
  if (x.rows < fewest) return std::nan("");
  x.standardise();
  t.standardise();
  const std::vector<std::size_t> next = _detail::neighbours(x, nearest);
  std::vector<std::size_t> order(x.rows);
  for (std::size_t r = 0; r < x.rows; ++r) order[r] = r;
  std::vector<double> sums(x.width);

  auto local = [&] {
    double sum = 0;
    for (std::size_t r = 0; r < x.rows; ++r)
      for (std::size_t i = 0; i < nearest; ++i)
        sum += _detail::dot(t[order[r]], t[order[next[r * nearest + i]]], t.width);
    return sum;
  };
  auto linear = [&] {
    std::vector<double> strength(x.width, 0);
    for (std::size_t j = 0; j < t.width; ++j) {
      std::fill(sums.begin(), sums.end(), 0);
      for (std::size_t r = 0; r < x.rows; ++r)
        for (std::size_t i = 0; i < x.width; ++i) sums[i] += x[r][i] * t[order[r]][j];
      for (std::size_t i = 0; i < x.width; ++i) strength[i] += sums[i] * sums[i];
    }
    double most = 0;
    for (const double s : strength) most = (std::max)(most, s);
    return std::sqrt(most);  // closer to a normal distribution
  };

  const double here[2] = {local(), linear()};
  double sum[2] = {}, squares[2] = {};
  for (std::size_t n = 0; n < orders; ++n) {
    sinew::shuffle(order, engine);
    const double there[2] = {local() - here[0], linear() - here[1]};
    for (std::size_t k = 0; k < 2; ++k) {
      sum[k] += there[k];
      squares[k] += there[k] * there[k];
    }
  }
  double furthest = 0;
  for (std::size_t k = 0; k < 2; ++k) {
    const double mean = sum[k] / orders, deviation = std::sqrt((std::max)(0.0, squares[k] / orders - mean * mean));
    if (deviation > 0) furthest = (std::max)(furthest, std::fabs(mean) / deviation);
  }
  return furthest;
}

}  // namespace sinew::_detail
