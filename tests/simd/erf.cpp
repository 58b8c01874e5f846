#include <cmath>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/erf.hpp>

#include "ulp.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(simd_erf)

static_assert(math::erf(0.f) == 0 && math::erf(4.f) == 1 && math::erf(-1e30f) == -1 && math::erf(-ulp::inf) == -1);
static_assert(math::erf(0.) == 0 && math::erf(6.) == 1 && math::erf(-0.5) == -math::erf(0.5));

constexpr auto erf = [](const auto& x) { return math::erf(x); };

BOOST_AUTO_TEST_CASE(erf_is_within_its_bound) {
  ulp::floats(
      erf, [](auto x) { return std::erf(x); }, 1.2);
  ulp::doubles(
      erf, [](auto x) { return std::erf(x); }, -6.5, 6.5, 1.4);
  ulp::points<float>(erf, ::reference::functions::erf, 1.2);
  ulp::points<double>(erf, ::reference::functions::erf, 1.4);
}

BOOST_AUTO_TEST_CASE(specials) {
  BOOST_TEST(std::isnan(math::erf(std::nanf(""))));
  BOOST_TEST(std::isnan(math::erf(std::nan(""))));
  BOOST_TEST(ulp::is_negative_zero(math::erf(-0.f)));
  BOOST_TEST(ulp::is_negative_zero(math::erf(-0.)));
}

BOOST_AUTO_TEST_CASE(packs_of_any_width_keep_the_bound) {
  ulp::widths(
      erf, [](double x) { return std::erf(x); }, [](auto i) { return i / 4 - 1; }, 1.4);
}

BOOST_AUTO_TEST_SUITE_END()
