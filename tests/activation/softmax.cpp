// Softmax and LogSoftmax: figures from outside, lanes, limits.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/concept.hpp>
#include <sinew/activation/log_softmax.hpp>
#include <sinew/activation/softmax.hpp>

#include "../laws/draws.hpp"
#include "../reference/activations.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(activation_softmax)

static_assert(RowActivation<LogSoftmax> && Activation<LogSoftmax> && NormalizesOutputs<LogSoftmax> &&
              !ElementwiseActivation<LogSoftmax>);
static_assert(RowActivation<Softmax> && Activation<Softmax> && !ElementwiseActivation<Softmax> && !KeepsInput<Softmax>);

constexpr std::array<float, 4> certain = [] {
  std::array<float, 4> y{0, 1000, 0, 0};
  Softmax::forward<float, 4, 1>(y.data());
  return y;
}();
static_assert(certain[0] == 0 && certain[1] == 1);

template <class A, class T, std::size_t N> std::array<T, N> of(std::array<T, N> z) {
  A::template forward<T, N, 1>(z.data());
  return z;
}
template <class T, std::size_t N> std::array<T, N> softmax(const std::array<T, N>& z) { return of<Softmax>(z); }

template <class A> void agrees(const auto& table) {
  for (const auto& row : table) {
    const auto y = of<A>(row.z);
    std::array<double, 5> dz{};
    A::template backward<double, 5, 1>(y.data(), row.dy.data(), dz.data());
    for (std::size_t i = 0; i < 5; ++i) {
      BOOST_TEST(std::abs(y[i] - row.y[i]) <= 2e-15 * std::abs(row.y[i]));
      BOOST_TEST(std::abs(dz[i] - row.dz[i]) <= 2e-15);
    }
    std::array<float, 5> z{};
    for (std::size_t i = 0; i < 5; ++i) z[i] = float(row.z[i]);
    const auto narrow = of<A>(z);
    for (std::size_t i = 0; i < 5; ++i)
      BOOST_TEST(std::abs(double(narrow[i]) - row.y[i]) <= 1e-6 * std::max(1., std::abs(row.y[i])));
  }
}
BOOST_AUTO_TEST_CASE(outside_figures) {
  agrees<Softmax>(::reference::activations::softmax);
  agrees<LogSoftmax>(::reference::activations::log_softmax);
}

// A vector of samples, one in each lane, is what the samples are alone; N beyond one register and its tail too.
template <class A, class T, std::size_t N> void lanes_are_samples() {
  constexpr std::size_t W = simd::native_lanes<T>;
  using V = simd::pack<T, W>;
  auto draw = laws::draws(N);
  std::array<T, N * W> z, dy, dz;
  for (T& v : z) v = T(4 * draw());
  for (T& v : dy) v = T(draw());
  auto y = z;
  A::template forward<V, N, W>(y.data());
  A::template backward<V, N, W>(y.data(), dy.data(), dz.data());
  for (std::size_t s = 0; s < W; ++s) {
    std::array<T, N> one_z, one_dy, one_dz;
    for (std::size_t i = 0; i < N; ++i) {
      one_z[i] = z[i * W + s];
      one_dy[i] = dy[i * W + s];
    }
    const auto one = of<A>(one_z);
    A::template backward<T, N, 1>(one.data(), one_dy.data(), one_dz.data());
    T total = 0;
    for (std::size_t i = 0; i < N; ++i) {
      total += std::is_same_v<A, Softmax> ? one[i] : std::exp(one[i]);
      BOOST_TEST(std::abs(one[i] - y[i * W + s]) <=
                 2 * std::numeric_limits<T>::epsilon() * std::max(T(1), std::abs(one[i])));
      BOOST_TEST(std::abs(one_dz[i] - dz[i * W + s]) <= 4 * std::numeric_limits<T>::epsilon());
    }
    BOOST_TEST(std::abs(total - 1) <= T(N) * std::numeric_limits<T>::epsilon());
  }
}
BOOST_AUTO_TEST_CASE(packs) {
  lanes_are_samples<Softmax, float, 3>();
  lanes_are_samples<LogSoftmax, float, 3>();
  lanes_are_samples<Softmax, float, 37>();
  lanes_are_samples<LogSoftmax, float, 37>();
  lanes_are_samples<Softmax, double, 10>();
  lanes_are_samples<LogSoftmax, double, 10>();
}

BOOST_AUTO_TEST_CASE(limits_of_logarithms) {
  constexpr float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  using row = std::array<float, 4>;
  const float half = -std::log(2.f), quarter = -std::log(4.f);
  BOOST_TEST(of<LogSoftmax>(row{-inf, -inf, -inf, -inf}) == (row{quarter, quarter, quarter, quarter}));
  BOOST_TEST(of<LogSoftmax>(row{0, -inf, 0, -inf}) == (row{half, -inf, half, -inf}));
  BOOST_TEST(of<LogSoftmax>(row{inf, 0, inf, -inf}) == (row{half, -inf, half, -inf}));
  BOOST_TEST(of<LogSoftmax>(row{1e30f, 1e30f, -1e30f, 0})[0] == half);
  for (std::size_t at = 0; at < 4; ++at) {
    row z{1, 2, inf, 4};
    z[at] = nan;
    for (const float p : of<LogSoftmax>(z)) BOOST_TEST(std::isnan(p));
  }
}
BOOST_AUTO_TEST_CASE(limits) {
  constexpr float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  using row = std::array<float, 4>;
  BOOST_TEST(softmax(row{-inf, -inf, -inf, -inf}) == (row{0.25, 0.25, 0.25, 0.25}));
  BOOST_TEST(softmax(row{0, -inf, 0, -inf}) == (row{0.5, 0, 0.5, 0}));
  BOOST_TEST(softmax(row{inf, 0, inf, -inf}) == (row{0.5, 0, 0.5, 0}));
  BOOST_TEST(softmax(row{1e30f, 1e30f, -1e30f, 0}) == (row{0.5, 0.5, 0, 0}));
  BOOST_TEST(softmax(row{-1e30f, -1e30f, -1e30f, -1e30f}) == (row{0.25, 0.25, 0.25, 0.25}));
  for (std::size_t at = 0; at < 4; ++at) {
    row z{1, 2, inf, 4};
    z[at] = nan;
    for (const float p : softmax(z)) BOOST_TEST(std::isnan(p));
  }
}

BOOST_AUTO_TEST_SUITE_END()
