#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/pack.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(simd_pack)

static_assert(std::is_same_v<pack<float, 1>, float> && std::is_same_v<pack<double, 1>, double>);
static_assert(std::is_same_v<scalar_of<float>, float> && std::is_same_v<scalar_of<pack<float, 8>>, float>);
static_assert(std::is_same_v<scalar_of<pack<double, 2>>, double> && std::is_same_v<scalar_of<pack<std::int32_t, 4>>, std::int32_t>);
static_assert(lanes_of<float> == 1 && lanes_of<pack<float, 16>> == 16 && lanes_of<pack<double, 4>> == 4);
static_assert(sizeof(pack<float, 16>) == 64 && alignof(pack<float, 4>) == 16);
static_assert(std::is_same_v<bits_of<float>, std::int32_t>);
static_assert(native_lanes<float> == 2 * native_lanes<double> && vector_bytes >= 16);
#ifdef __wasm_simd128__
static_assert(native_lanes<float> == 4 && native_lanes<double> == 2);
#elif defined(__wasm__)
#error "WebAssembly's tests want -msimd128"
#endif
static_assert(load<float>(std::array{1.f, 2.f}.data() + 1) == 2 && broadcast<double>(3.) == 3 && sum(4.f) == 4);
static_assert(select(true, 1.f, 2.f) == 1 && select(1 > 2, 1., 2.) == 2 && each_lane(3., [](double x) { return x * x; }) == 9);

BOOST_AUTO_TEST_CASE(load_and_store_need_no_alignment_and_touch_nothing_else) {
  const auto check = []<class V>(V) {
    using T = scalar_of<V>;
    std::array<T, lanes_of<V> + 3> from, to{};
    std::iota(from.begin(), from.end(), T(1));
    store(to.data() + 1, load<V>(from.data() + 1));
    BOOST_TEST(to[0] == 0);
    for (std::size_t i = 1; i <= lanes_of<V>; ++i) BOOST_TEST(to[i] == from[i]);
    BOOST_TEST(to[lanes_of<V> + 1] == 0);
    BOOST_TEST(to[lanes_of<V> + 2] == 0);
  };
  check(float{});
  check(pack<float, 4>{});
  check(pack<float, 16>{});
  check(pack<double, 2>{});
  check(pack<double, 8>{});
}

BOOST_AUTO_TEST_CASE(broadcast_keeps_the_sign_of_zero_and_specials) {
  const auto zeros = broadcast<pack<float, 8>>(-0.f);
  const auto infinite = broadcast<pack<double, 4>>(-INFINITY);
  const auto nans = broadcast<pack<float, 4>>(NAN);
  for (std::size_t i = 0; i < 8; ++i) BOOST_TEST((zeros[i] == 0 && std::signbit(zeros[i])));
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST((infinite[i] == -INFINITY && std::isnan(nans[i])));
}

BOOST_AUTO_TEST_CASE(sum_adds_every_lane_once) {
  const auto check = []<class V>(V) {
    V v{};
    scalar_of<V> want = 0;
    for (std::size_t i = 0; i < lanes_of<V>; ++i) want += v[i] = scalar_of<V>(1 << i);   // powers of two: a lane cannot stand for another
    BOOST_TEST(sum(v) == want);
  };
  check(pack<float, 2>{});
  check(pack<float, 4>{});
  check(pack<float, 8>{});
  check(pack<float, 16>{});
  check(pack<double, 4>{});
}

BOOST_AUTO_TEST_CASE(select_and_each_lane_go_lane_by_lane) {
  using V = pack<float, 8>;
  V a{}, b{};
  for (std::size_t i = 0; i < 8; ++i) {
    a[i] = float(i);
    b[i] = float(7 - i);
  }
  const V larger = select(a < b, b, a);
  const V squares = each_lane(a, [](float x) { return x * x; });
  for (std::size_t i = 0; i < 8; ++i) {
    BOOST_TEST(larger[i] == float(i < 4 ? 7 - i : i));
    BOOST_TEST(squares[i] == float(i * i));
  }
}

BOOST_AUTO_TEST_SUITE_END()
