#include <cmath>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/bits.hpp>

#include "ulp.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(simd_bits)

static_assert(math::abs(-2.f) == 2 && math::abs(2.) == 2 && math::abs(-ulp::inf) == ulp::inf);
static_assert(math::max(1.f, 2.f) == 2 && math::max(2., 1.) == 2 && math::min(1.f, 2.f) == 1 && math::min(2., 1.) == 1);
static_assert(math::detail::ieee<float>::magic == 12582912 && math::detail::ieee<double>::magic == 6755399441055744);
static_assert(math::detail::horner(2., 3., 5., 7.) == 29);  // 3·4 + 5·2 + 7

BOOST_AUTO_TEST_CASE(abs_clears_the_sign_of_everything) {
  BOOST_TEST(!std::signbit(math::abs(-0.f)));
  BOOST_TEST(!std::signbit(math::abs(-std::nan(""))));
  BOOST_TEST(math::abs(-0x1p-149f) == 0x1p-149f);
  const auto y = math::abs(simd::pack<float, 4>{-1, 2, -ulp::inf, -0.f});
  BOOST_TEST(y[0] == 1);
  BOOST_TEST(y[1] == 2);
  BOOST_TEST(y[2] == ulp::inf);
  BOOST_TEST(!std::signbit(y[3]));
}

BOOST_AUTO_TEST_CASE(a_nan_or_an_equal_in_the_first_place_is_kept) {
  const float nan = std::nanf("");
  BOOST_TEST(std::isnan(math::max(nan, 0.f)));
  BOOST_TEST(std::isnan(math::min(nan, 0.f)));
  BOOST_TEST(math::max(0.f, nan) == 0);
  BOOST_TEST(math::min(0.f, nan) == 0);
  BOOST_TEST(ulp::is_negative_zero(math::max(-0.f, 0.f)));
  BOOST_TEST(!ulp::is_negative_zero(math::min(0.f, -0.f)));
}

BOOST_AUTO_TEST_CASE(max_and_min_of_packs_and_with_a_scalar) {
  const auto check = []<class V>(V) {
    using T = simd::scalar_of<V>;
    V a{}, b{};
    for (std::size_t i = 0; i < simd::lanes_of<V>; ++i) {
      a[i] = T(i) - 1;
      b[i] = 2 - T(i);
    }
    a[0] = std::numeric_limits<T>::quiet_NaN();
    const V high = math::max(a, b), low = math::min(a, b), above = math::max(a, T(0)), below = math::min(a, T(0));
    for (const T y : {high[0], low[0], above[0], below[0]}) BOOST_TEST(std::isnan(y));
    for (std::size_t i = 1; i < simd::lanes_of<V>; ++i) {
      BOOST_TEST(high[i] == std::fmax(a[i], b[i]));
      BOOST_TEST(low[i] == std::fmin(a[i], b[i]));
      BOOST_TEST(above[i] == std::fmax(a[i], T(0)));
      BOOST_TEST(below[i] == std::fmin(a[i], T(0)));
    }
  };
  check(simd::pack<float, 4>{});
  check(simd::pack<float, 16>{});
  check(simd::pack<float, 32>{});
  check(simd::pack<double, 2>{});
  check(simd::pack<double, 16>{});
}

BOOST_AUTO_TEST_SUITE_END()
