#pragma once
/// The laws of initializers: the same seed gives the same bits, another seed others; all weights are finite; their mean
/// is 0 and their deviation the promised one, within 5 standard errors; a uniform scheme stays within its bound and
/// reaches for it.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/initializer/concept.hpp>
#include <sinew/random/engine.hpp>

namespace laws {

template <class I, class T>
std::vector<T> filled(std::size_t fan_in, std::size_t fan_out, std::uint64_t seed, std::size_t count) {
  std::vector<T> w(count, T(99));
  sinew::Engine engine(seed);
  I::fill(std::span<T>(w), fan_in, fan_out, engine);
  return w;
}

/// bound 0: a normal scheme.
template <class I, class T> void initializer(std::size_t fan_in, std::size_t fan_out, double deviation, double bound) {
  constexpr std::size_t n = 100'000;
  const auto w = filled<I, T>(fan_in, fan_out, 5, n);
  BOOST_TEST((w == filled<I, T>(fan_in, fan_out, 5, n)));
  BOOST_TEST((w != filled<I, T>(fan_in, fan_out, 6, n)));
  double mean = 0, square = 0, fourth = 0, largest = 0;
  for (const T v : w) {
    mean += double(v) / n;
    square += double(v) * double(v) / n;
    fourth += std::pow(double(v), 4) / n;
    largest = std::max(largest, std::abs(double(v)));
  }
  BOOST_TEST(std::abs(mean) <= 5 * deviation / std::sqrt(double(n)));
  BOOST_TEST(std::abs(square / (deviation * deviation) - 1) <= 5 * std::sqrt((bound > 0 ? 0.8 : 2.0) / double(n)));
  // kurtosis of the two shapes
  BOOST_TEST(std::abs(fourth / std::pow(deviation, 4) - (bound > 0 ? 1.8 : 3.0)) < 0.15);
  if (bound > 0) {
    BOOST_TEST(largest <= bound * (1 + 1e-7));
    BOOST_TEST(largest >= bound * 0.999);
  }
}

}  // namespace laws
