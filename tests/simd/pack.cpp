#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/pack.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(simd_pack)

static_assert(std::is_same_v<simd::pack<float, 1>, float> && std::is_same_v<simd::pack<double, 1>, double>);
static_assert(std::is_same_v<simd::scalar_of<float>, float> &&
              std::is_same_v<simd::scalar_of<simd::pack<float, 8>>, float>);
static_assert(std::is_same_v<simd::scalar_of<simd::pack<double, 2>>, double> &&
              std::is_same_v<simd::scalar_of<simd::pack<std::int32_t, 4>>, std::int32_t>);
static_assert(simd::lanes_of<float> == 1 && simd::lanes_of<simd::pack<float, 16>> == 16 &&
              simd::lanes_of<simd::pack<double, 4>> == 4);
static_assert(sizeof(simd::pack<float, 16>) == 64 && alignof(simd::pack<float, 4>) == 16);
static_assert(std::is_same_v<simd::bits_of<float>, std::int32_t>);
static_assert(simd::native_lanes<float> == 2 * simd::native_lanes<double> && simd::vector_bytes >= 16);
#ifdef __wasm_simd128__
static_assert(simd::native_lanes<float> == 4 && simd::native_lanes<double> == 2);
#elif defined(__wasm__)
#error "WebAssembly's tests want -msimd128"
#endif
static_assert(simd::load<float>(std::array{1.f, 2.f}.data() + 1) == 2 && simd::broadcast<double>(3.) == 3 &&
              simd::sum(4.f) == 4);
static_assert(simd::select(true, 1.f, 2.f) == 1 && simd::select(1 > 2, 1., 2.) == 2 &&
              simd::each_lane(3., [](double x) { return x * x; }) == 9);

BOOST_AUTO_TEST_CASE(load_and_store_need_no_alignment_and_touch_nothing_else) {
  const auto check = []<class V>(V) {
    using T = simd::scalar_of<V>;
    std::array<T, simd::lanes_of<V> + 3> from, to{};
    std::iota(from.begin(), from.end(), T(1));
    simd::store(to.data() + 1, simd::load<V>(from.data() + 1));
    BOOST_TEST(to[0] == 0);
    for (std::size_t i = 1; i <= simd::lanes_of<V>; ++i) BOOST_TEST(to[i] == from[i]);
    BOOST_TEST(to[simd::lanes_of<V> + 1] == 0);
    BOOST_TEST(to[simd::lanes_of<V> + 2] == 0);
  };
  check(float{});
  check(simd::pack<float, 4>{});
  check(simd::pack<float, 16>{});
  check(simd::pack<double, 2>{});
  check(simd::pack<double, 8>{});
}

BOOST_AUTO_TEST_CASE(broadcast_keeps_the_sign_of_zero_and_specials) {
  const auto zeros = simd::broadcast<simd::pack<float, 8>>(-0.f);
  const auto infinite = simd::broadcast<simd::pack<double, 4>>(-INFINITY);
  const auto nans = simd::broadcast<simd::pack<float, 4>>(NAN);
  for (std::size_t i = 0; i < 8; ++i) BOOST_TEST((zeros[i] == 0 && std::signbit(zeros[i])));
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST((infinite[i] == -INFINITY && std::isnan(nans[i])));
}

BOOST_AUTO_TEST_CASE(sum_adds_every_lane_once) {
  const auto check = []<class V>(V) {
    V v{};
    simd::scalar_of<V> want = 0;
    // powers of two: a lane cannot stand for another
    for (std::size_t i = 0; i < simd::lanes_of<V>; ++i) want += v[i] = simd::scalar_of<V>(1 << i);
    BOOST_TEST(simd::sum(v) == want);
  };
  check(simd::pack<float, 2>{});
  check(simd::pack<float, 4>{});
  check(simd::pack<float, 8>{});
  check(simd::pack<float, 16>{});
  check(simd::pack<double, 4>{});
}

BOOST_AUTO_TEST_CASE(select_and_each_lane_go_lane_by_lane) {
  using V = simd::pack<float, 8>;
  V a{}, b{};
  for (std::size_t i = 0; i < 8; ++i) {
    a[i] = float(i);
    b[i] = float(7 - i);
  }
  const V larger = simd::select(a < b, b, a);
  const V squares = simd::each_lane(a, [](float x) { return x * x; });
  for (std::size_t i = 0; i < 8; ++i) {
    BOOST_TEST(larger[i] == float(i < 4 ? 7 - i : i));
    BOOST_TEST(squares[i] == float(i * i));
  }
}

BOOST_AUTO_TEST_SUITE_END()
