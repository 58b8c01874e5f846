#include <cmath>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/log.hpp>

#include "ulp.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(simd_log)

static_assert(math::log(1.f) == 0 && math::log(0.f) == -ulp::inf && math::log(-0.f) == -ulp::inf &&
              math::log(ulp::inf) == ulp::inf);
static_assert(math::log(1.) == 0 && math::log(0.) == -ulp::double_inf && math::log(ulp::double_inf) == ulp::double_inf);
static_assert(math::log(2.) == 0.6931471805599453);
static_assert(math::log(-1.f) != math::log(-1.f) && math::log(-ulp::inf) != math::log(-ulp::inf));
static_assert(math::log1p(0.f) == 0 && math::log1p(-1.f) == -ulp::inf && math::log1p(ulp::inf) == ulp::inf);
static_assert(math::log1p(-2.) != math::log1p(-2.) && math::log1p(-ulp::double_inf) != math::log1p(-ulp::double_inf));

constexpr auto log = [](const auto& x) { return math::log(x); };
constexpr auto log1p = [](const auto& x) { return math::log1p(x); };

BOOST_AUTO_TEST_CASE(log_is_within_its_bound) {
  ulp::floats(
      log, [](auto x) { return std::log(x); }, 0.9);
  ulp::doubles(
      log, [](auto x) { return std::log(x); }, 0.1, 5, 0.9);
  ulp::points<float>(log, ::reference::functions::log, 0.9);
  ulp::points<double>(log, ::reference::functions::log, 0.9);
  ulp::points<double>(log, ::reference::functions::log_double, 0.9);
}

BOOST_AUTO_TEST_CASE(log1p_is_within_its_bound) {
  ulp::floats(
      log1p, [](auto x) { return std::log1p(x); }, 0.9);
  ulp::doubles(
      log1p, [](auto x) { return std::log1p(x); }, -1, 3, 0.9);
  ulp::points<float>(log1p, ::reference::functions::log1p, 0.9);
  ulp::points<double>(log1p, ::reference::functions::log1p, 0.9);
}

BOOST_AUTO_TEST_CASE(specials) {
  const float nan = std::nanf("");
  BOOST_TEST(std::isnan(math::log(nan)));
  BOOST_TEST(std::isnan(math::log1p(nan)));
  BOOST_TEST(std::isnan(math::log(double(nan))));
  BOOST_TEST(ulp::is_negative_zero(math::log1p(-0.f)));
  BOOST_TEST(ulp::is_negative_zero(math::log1p(-0.)));
  BOOST_TEST(math::log1p(0x1p-149f) == 0x1p-149f);
  BOOST_TEST(math::log1p(-0x1p-1074) == -0x1p-1074);
}

BOOST_AUTO_TEST_CASE(packs_of_any_width_keep_the_bound) {
  const auto make = [](auto i) { return i / 3; };
  ulp::widths(
      log, [](double x) { return std::log(x); }, make, 0.9);
  ulp::widths(
      log1p, [](double x) { return std::log1p(x); }, make, 0.9);
}

BOOST_AUTO_TEST_SUITE_END()
