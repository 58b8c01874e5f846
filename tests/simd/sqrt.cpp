#include <bit>
#include <cmath>
#include <cstdint>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/sqrt.hpp>

#include "ulp.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(simd_sqrt)

static_assert(math::sqrt(0.f) == 0 && math::sqrt(4.f) == 2 && math::sqrt(2.f) == 1.4142135623730950488f);
static_assert(math::sqrt(0.) == 0 && math::sqrt(2.) == 1.4142135623730950488 && math::sqrt(0x1p-1074) == 0x1p-537);
static_assert(math::sqrt(-1.) != math::sqrt(-1.) && math::sqrt(ulp::inf) == ulp::inf &&
              math::sqrt(ulp::double_inf) == ulp::double_inf);

constexpr auto square_root = [](const auto& x) { return math::sqrt(x); };

BOOST_AUTO_TEST_CASE(sqrt_is_correctly_rounded) {
  ulp::floats(
      square_root, [](auto x) { return std::sqrt(x); }, 0.5);
  ulp::doubles(
      square_root, [](auto x) { return std::sqrt(x); }, 0, 10, 0.5);
  ulp::points<double>(square_root, ::reference::functions::sqrt, 0);
}

// The way of constant expressions, called at run time; IEEE 754 requires std::sqrt to be correctly rounded.
BOOST_AUTO_TEST_CASE(constant_sqrt_is_correctly_rounded) {
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 1, bits = 0; i < 300'000; ++i) {
    bits += 0x9E3779B97F4A7C15;
    const double x = std::bit_cast<double>(bits >> 1);
    const float y = std::bit_cast<float>(std::uint32_t(bits >> 33));
    if (!std::isnan(x) && math::detail::sqrt_exact(x) != std::sqrt(x)) ++wrong;
    if (!std::isnan(y) && math::detail::sqrt_exact(y) != std::sqrt(y)) ++wrong;
  }
  for (double n = 1; n < 100'000; ++n)  // squares and their neighbours, where rounding is tight
    for (const double x : {n * n, std::nextafter(n * n, 0.), std::nextafter(n * n, 1e300)})
      if (math::detail::sqrt_exact(x) != std::sqrt(x)) ++wrong;
  BOOST_TEST(wrong == 0u);
  BOOST_TEST(math::detail::sqrt_exact(0x1p-1074) == 0x1p-537);
  BOOST_TEST(math::detail::sqrt_exact(0x1p-149f) == std::sqrt(0x1p-149f));
  BOOST_TEST(math::detail::sqrt_exact(0x1.fffffffffffffp+1023) == std::sqrt(0x1.fffffffffffffp+1023));
}

BOOST_AUTO_TEST_CASE(specials) {
  BOOST_TEST(std::isnan(math::sqrt(std::nanf(""))));
  BOOST_TEST(std::isnan(math::sqrt(-1.f)));
  BOOST_TEST(std::isnan(math::sqrt(-ulp::double_inf)));
  BOOST_TEST(ulp::is_negative_zero(math::sqrt(-0.f)));
  BOOST_TEST(ulp::is_negative_zero(math::detail::sqrt_exact(-0.)));
}

BOOST_AUTO_TEST_CASE(packs_of_any_width) {
  const auto check = []<class V>(V) {
    V x{};
    for (std::size_t i = 0; i < simd::lanes_of<V>; ++i) x[i] = simd::scalar_of<V>(i);
    const V y = math::sqrt(x);
    for (std::size_t i = 0; i < simd::lanes_of<V>; ++i) BOOST_TEST(y[i] == std::sqrt(x[i]));
  };
  check(simd::pack<float, 2>{});
  check(simd::pack<float, 4>{});
  check(simd::pack<float, 8>{});
  check(simd::pack<float, 16>{});
  check(simd::pack<float, 32>{});
  check(simd::pack<double, 2>{});
  check(simd::pack<double, 4>{});
  check(simd::pack<double, 8>{});
  check(simd::pack<double, 16>{});
}

BOOST_AUTO_TEST_SUITE_END()
