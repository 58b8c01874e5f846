#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include <boost/test/unit_test.hpp>

#include <sinew/activation/concept.hpp>
#include <sinew/activation/softmax.hpp>

#include "../laws/draws.hpp"
#include "../reference/activations.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(activation_softmax)

static_assert(RowActivation<Softmax> && Activation<Softmax> && !ElementwiseActivation<Softmax> && !KeepsInput<Softmax>);

constexpr std::array<float, 4> certain = [] {
  std::array<float, 4> y{0, 1000, 0, 0};
  Softmax::forward<float, 4, 1>(y.data());
  return y;
}();
static_assert(certain[0] == 0 && certain[1] == 1);

template <class T, std::size_t N> std::array<T, N> softmax(std::array<T, N> z) {
  Softmax::forward<T, N, 1>(z.data());
  return z;
}

BOOST_AUTO_TEST_CASE(outside_figures) {
  for (const auto& row : ::reference::activations::softmax) {
    const auto y = softmax(row.z);
    std::array<double, 5> dz{};
    Softmax::backward<double, 5, 1>(y.data(), row.dy.data(), dz.data());
    for (std::size_t i = 0; i < 5; ++i) {
      BOOST_TEST(std::abs(y[i] - row.y[i]) <= 2e-15 * row.y[i]);
      BOOST_TEST(std::abs(dz[i] - row.dz[i]) <= 1e-15);
    }
    std::array<float, 5> z{};
    for (std::size_t i = 0; i < 5; ++i) z[i] = float(row.z[i]);
    const auto narrow = softmax(z);
    for (std::size_t i = 0; i < 5; ++i) BOOST_TEST(std::abs(double(narrow[i]) - row.y[i]) <= 1e-6);
  }
}

// A vector of samples, one in each lane, is what the samples are alone; N beyond one register and its tail too.
template <class T, std::size_t N> void lanes_are_samples() {
  constexpr std::size_t W = simd::native_lanes<T>;
  using V = simd::pack<T, W>;
  auto draw = laws::draws(N);
  std::array<T, N * W> z, dy, dz;
  for (T& v : z) v = T(4 * draw());
  for (T& v : dy) v = T(draw());
  auto y = z;
  Softmax::forward<V, N, W>(y.data());
  Softmax::backward<V, N, W>(y.data(), dy.data(), dz.data());
  for (std::size_t s = 0; s < W; ++s) {
    std::array<T, N> one_z, one_dy, one_dz;
    for (std::size_t i = 0; i < N; ++i) {
      one_z[i] = z[i * W + s];
      one_dy[i] = dy[i * W + s];
    }
    const auto one = softmax(one_z);
    Softmax::backward<T, N, 1>(one.data(), one_dy.data(), one_dz.data());
    T total = 0;
    for (std::size_t i = 0; i < N; ++i) {
      total += one[i];
      BOOST_TEST(std::abs(one[i] - y[i * W + s]) <= 2 * std::numeric_limits<T>::epsilon());
      BOOST_TEST(std::abs(one_dz[i] - dz[i * W + s]) <= 4 * std::numeric_limits<T>::epsilon());
    }
    BOOST_TEST(std::abs(total - 1) <= T(N) * std::numeric_limits<T>::epsilon());
  }
}
BOOST_AUTO_TEST_CASE(packs) {
  lanes_are_samples<float, 3>();
  lanes_are_samples<float, 37>();
  lanes_are_samples<double, 10>();
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
