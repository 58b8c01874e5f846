#include <cmath>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/exp.hpp>

#include "ulp.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(simd_exp)

static_assert(math::exp(0.f) == 1 && math::exp(0.) == 1 && math::exp(-0.) == 1);
static_assert(math::exp(1.) > 2.718281828459044 && math::exp(1.) < 2.718281828459046);
static_assert(math::exp(89.f) == ulp::inf && math::exp(ulp::inf) == ulp::inf && math::exp(-ulp::inf) == 0 &&
              math::exp(-1e30f) == 0);
static_assert(math::exp(710.) == ulp::double_inf && math::exp(ulp::double_inf) == ulp::double_inf &&
              math::exp(-1e300) == 0);
static_assert(math::expm1(0.f) == 0 && math::expm1(-1e30f) == -1 && math::expm1(-ulp::inf) == -1 &&
              math::expm1(1e30f) == ulp::inf);
static_assert(math::expm1(0.) == 0 && math::expm1(-1e30) == -1 && math::expm1(1e300) == ulp::double_inf);

constexpr auto exp = [](const auto& x) { return math::exp(x); };
constexpr auto expm1 = [](const auto& x) { return math::expm1(x); };

BOOST_AUTO_TEST_CASE(exp_is_within_its_bound) {
  ulp::floats(
      exp, [](auto x) { return std::exp(x); }, 1.1);
  ulp::doubles(
      exp, [](auto x) { return std::exp(x); }, -750, 715, 1.1);
  ulp::points<float>(exp, ::reference::functions::exp, 1.1);
  ulp::points<double>(exp, ::reference::functions::exp, 1.1);
  ulp::points<double>(exp, ::reference::functions::exp_double, 1.1);
}

BOOST_AUTO_TEST_CASE(expm1_is_within_its_bound) {
  ulp::floats(
      expm1, [](auto x) { return std::expm1(x); }, 1.7);
  ulp::doubles(
      expm1, [](auto x) { return std::expm1(x); }, -3, 3, 2.1);
  ulp::points<float>(expm1, ::reference::functions::expm1, 1.7);
  ulp::points<double>(expm1, ::reference::functions::expm1, 2.1);
}

BOOST_AUTO_TEST_CASE(underflow_is_gradual) {
  BOOST_TEST(math::exp(-103.9f) == 0x1p-149f);  // e^-103.9 = 0.54·2^-148.9
  BOOST_TEST(math::exp(-103.98f) == 0);
  BOOST_TEST(math::exp(-745.13) == 0x1p-1074);
  BOOST_TEST(math::exp(-745.14) == 0);
}

BOOST_AUTO_TEST_CASE(specials) {
  const float nan = std::nanf("");
  BOOST_TEST(std::isnan(math::exp(nan)));
  BOOST_TEST(std::isnan(math::expm1(nan)));
  BOOST_TEST(std::isnan(math::exp(double(nan))));
  BOOST_TEST(ulp::is_negative_zero(math::expm1(-0.f)));
  BOOST_TEST(math::expm1(0x1p-149f) == 0x1p-149f);
  BOOST_TEST(math::expm1(-0x1p-1074) == -0x1p-1074);
  BOOST_TEST(math::exp(std::nextafter(0x1.62e42ep+6f, ulp::inf)) == ulp::inf);
  BOOST_TEST(std::isfinite(math::exp(0x1.62e42ep+6f)));
}

BOOST_AUTO_TEST_CASE(packs_of_any_width_keep_the_bound) {
  const auto make = [](auto i) { return i - decltype(i)(2.5); };
  ulp::widths(
      exp, [](double x) { return std::exp(x); }, make, 1.1);
  ulp::widths(
      expm1, [](double x) { return std::expm1(x); }, make, 2.1);
}

BOOST_AUTO_TEST_SUITE_END()
