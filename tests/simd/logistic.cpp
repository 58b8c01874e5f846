#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/logistic.hpp>

#include "ulp.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(simd_logistic)

static_assert(math::tanh(0.f) == 0 && math::tanh(1e30f) == 1 && math::tanh(-ulp::inf) == -1 &&
              math::tanh(-0.5) == -math::tanh(0.5));
static_assert(math::tanh(20.) == 1 && math::tanh(-1e300) == -1 && math::tanh(1e-300) == 1e-300);
static_assert(math::sigmoid(0.f) == 0.5f && math::sigmoid(1e30f) == 1 && math::sigmoid(-1e30f) == 0);
static_assert(math::sigmoid(0.) == 0.5 && math::sigmoid(ulp::double_inf) == 1 && math::sigmoid(-ulp::double_inf) == 0);
static_assert(math::softplus(-1e30f) == 0 && math::softplus(1e30f) == 1e30f && math::softplus(ulp::inf) == ulp::inf);
static_assert(math::softplus(0.) == 0.6931471805599453 && math::softplus(-ulp::double_inf) == 0);

constexpr auto tanh = [](const auto& x) { return math::tanh(x); };
constexpr auto sigmoid = [](const auto& x) { return math::sigmoid(x); };
constexpr auto softplus = [](const auto& x) { return math::softplus(x); };

BOOST_AUTO_TEST_CASE(tanh_is_within_its_bound) {
  ulp::floats(
      tanh, [](auto x) { return std::tanh(x); }, 5.8);
  ulp::doubles(
      tanh, [](auto x) { return std::tanh(x); }, -3, 3, 2.7);
  ulp::points<float>(tanh, ::reference::functions::tanh, 5.8);
  ulp::points<double>(tanh, ::reference::functions::tanh, 2.7);
}

BOOST_AUTO_TEST_CASE(tanh_saturates_and_is_odd) {
  float beyond = 0, unlike = 0, below_1 = 0;
  for (float x = 6; x < 12; x = std::nextafter(x, 12.f)) {  // where rounding could carry it past 1
    const float y = math::tanh(x);
    beyond = std::max(beyond, y);
    if (math::tanh(-x) != -y) unlike = x;
    if (y < 1) below_1 = x;
  }
  BOOST_TEST(beyond == 1);
  BOOST_TEST(unlike == 0);
  BOOST_TEST(below_1 < 7.82f);  // tanh x is more than 1 − 6·2^−24 from there on
}

BOOST_AUTO_TEST_CASE(sigmoid_is_within_its_bound) {
  const auto exact = [](auto x) { return 1 / (1 + std::exp(-x)); };
  ulp::floats(sigmoid, exact, 3.3);
  ulp::doubles(sigmoid, exact, -40, 40, 2.6);
  ulp::points<float>(sigmoid, ::reference::functions::sigmoid, 3.3);
  ulp::points<double>(sigmoid, ::reference::functions::sigmoid, 2.6);
}

BOOST_AUTO_TEST_CASE(softplus_is_within_its_bound) {
  const auto exact = [](auto x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); };
  ulp::floats(softplus, exact, 1.7);
  ulp::doubles(softplus, exact, -40, 40, 1.8);
  ulp::points<float>(softplus, ::reference::functions::softplus, 1.7);
  ulp::points<double>(softplus, ::reference::functions::softplus, 1.8);
}

BOOST_AUTO_TEST_CASE(specials) {
  const float nan = std::nanf("");
  BOOST_TEST(std::isnan(math::tanh(nan)));
  BOOST_TEST(std::isnan(math::sigmoid(nan)));
  BOOST_TEST(std::isnan(math::softplus(nan)));
  BOOST_TEST(std::isnan(math::sigmoid(double(nan))));
  BOOST_TEST(ulp::is_negative_zero(math::tanh(-0.f)));
  BOOST_TEST(ulp::is_negative_zero(math::tanh(-0.)));
  BOOST_TEST(math::tanh(-0x1p-149f) == -0x1p-149f);
  BOOST_TEST(math::tanh(0x1p-1074) == 0x1p-1074);
  BOOST_TEST(math::sigmoid(-100.f) == std::exp(-100.f));  // subnormal, where 1 + e^x is 1
}

BOOST_AUTO_TEST_CASE(packs_of_any_width_keep_the_bound) {
  const auto make = [](auto i) { return i / 3 - 1; };
  ulp::widths(
      tanh, [](double x) { return std::tanh(x); }, make, 5.8, 2.7);
  // in double the reference errs by 2 ULP
  ulp::widths(
      sigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }, make, 4);
  ulp::widths(
      softplus, [](double x) { return std::log1p(std::exp(x)); }, make, 4);
}

BOOST_AUTO_TEST_SUITE_END()
