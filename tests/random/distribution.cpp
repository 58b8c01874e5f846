#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/random/distribution.hpp>

#include "aborts.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(random_distribution)

// The exact figures come from tests/random/reference.py, the papers' algorithms in Python's integers and fractions.
template <std::size_t N> constexpr bool equal_to(const std::array<double, N>& expected, auto draw) {
  Engine engine(1);
  for (const double value : expected)
    if (static_cast<double>(draw(engine)) != value) return false;
  return true;
}
constexpr std::array uniforms{0x1.9f8ba0fede078p-1, 0x1.7e8482652c7fcp-1, 0x1.9a37d5757aaf0p-4, 0x1.7e10233e0b9aap-1};
constexpr std::array uniform_floats{0x1.9f8ba0p-1, 0x1.7e8482p-1, 0x1.9a37d0p-4, 0x1.7e1022p-1};
constexpr std::array uniforms_between{0x1.05f20765446dep-1, 0x1.c9d5d19725cc5p-2, -0x1.994a7baba90eep-3,
                                      0x1.c8ed1348e4021p-2};
constexpr std::array normals{0x1.0b74a29f6aa54p+1,  0x1.793e264663b78p-3,  0x1.bd9d5ef5ba81cp-1,
                             -0x1.3a010d32e56cep+0, -0x1.24871bcb4e182p-1, -0x1.2783837902209p-1,
                             -0x1.36333ca268807p-1, 0x1.4a707ae1d176ap-2,  -0x1.7d0b4154d1bdep-2,
                             0x1.acf056b4840a0p-6,  0x1.4144cfb195fbcp+0,  -0x1.2a3cd000fc5f8p+0};
constexpr std::array normals_about{0x1.b57dba1fe2211p+0, 0x1.84b72d4747a57p+0, 0x1.9647de5916201p+0,
                                   0x1.60997eae1c41ep+0};

constexpr auto draw_uniform = [](Engine& e) { return uniform<double>(e); };
constexpr auto draw_uniform_float = [](Engine& e) { return uniform<float>(e); };
constexpr auto draw_between = [](Engine& e) { return uniform(e, -0.3, 0.7); };
constexpr auto draw_normal = [](Engine& e) { return normal<double>(e); };
constexpr auto draw_normal_about = [](Engine& e) { return normal(e, 1.5, 0.1); };

static_assert(equal_to(uniforms, draw_uniform));
static_assert(equal_to(uniform_floats, draw_uniform_float));
static_assert(equal_to(uniforms_between, draw_between));
static_assert(equal_to(normals, draw_normal));
static_assert(equal_to(normals_about, draw_normal_about));

BOOST_AUTO_TEST_CASE(run_time_gives_the_same_figures) {
  const auto check = [](const auto& expected, auto draw) {
    Engine engine(1);
    for (const double value : expected) BOOST_TEST(static_cast<double>(draw(engine)) == value);
  };
  check(uniforms, draw_uniform);
  check(uniform_floats, draw_uniform_float);
  check(uniforms_between, draw_between);
  check(normals, draw_normal);
  check(normals_about, draw_normal_about);

  Engine engine(1);
  double last = 0;
  for (int i = 0; i < 10000; ++i) last = normal<double>(engine);
  BOOST_TEST(last == 0x1.9954ec3cc4dd8p-4);
  BOOST_TEST(engine() == 17750844506380918495u);
}

BOOST_AUTO_TEST_CASE(float_is_the_rounded_double_of_the_same_draws) {
  Engine one(5), two(5);
  for (int i = 0; i < 1000; ++i) BOOST_TEST(normal<float>(one) == static_cast<float>(normal<double>(two)));
  BOOST_TEST((one == two));
}

BOOST_AUTO_TEST_CASE(uniform_moments_and_range) {
  Engine engine(2);
  constexpr int n = 1'000'000;
  double mean = 0, square = 0;
  for (int i = 0; i < n; ++i) {
    const float u = uniform<float>(engine);
    BOOST_REQUIRE(u >= 0.0f);
    BOOST_REQUIRE(u < 1.0f);
    mean += double(u) / n;
    square += double(u) * double(u) / n;
  }
  BOOST_TEST(std::abs(mean - 0.5) < 0.0012);        // 4 standard errors: 4/√(12n)
  BOOST_TEST(std::abs(square - 1.0 / 3) < 0.0012);  // 4·√(4/45/n)
}

BOOST_AUTO_TEST_CASE(uniform_between_is_accurate_and_stays_below_high) {
  Engine engine(3), same(3);
  for (int i = 0; i < 10000; ++i) {
    const double exact = -0.3 + 1.0 * uniform<double>(same);
    BOOST_REQUIRE(std::abs(uniform(engine, -0.3, 0.7) - exact) < 4e-16);
  }
  const float high = std::nextafter(1.0f, 2.0f);
  bool low_seen = false;
  for (int i = 0; i < 1000; ++i) {
    // the only number in [1, high) is 1, where plain rounding gives high half the time
    const float u = uniform(engine, 1.0f, high);
    BOOST_REQUIRE(u == 1.0f);
    const float symmetric = uniform(engine, -2.0f, 2.0f);
    BOOST_REQUIRE(symmetric >= -2.0f);
    BOOST_REQUIRE(symmetric < 2.0f);
    low_seen = low_seen || symmetric < -1.9f;
  }
  BOOST_TEST(low_seen);
  BOOST_TEST(uniform(engine, 3.0, 3.0) == 3.0);
}

BOOST_AUTO_TEST_CASE(normal_moments_tails_and_distribution) {
  Engine engine(4);
  constexpr std::size_t n = 1'000'000;
  std::vector<double> x(n);
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0, correlation = 0;
  std::size_t beyond3 = 0, beyond4 = 0;
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = normal<double>(engine);
    m1 += x[i] / n;
    m2 += x[i] * x[i] / n;
    m3 += x[i] * x[i] * x[i] / n;
    m4 += x[i] * x[i] * x[i] * x[i] / n;
    if (i > 0) correlation += x[i] * x[i - 1] / n;
    beyond3 += std::abs(x[i]) > 3;
    beyond4 += std::abs(x[i]) > 4;
  }
  // Moments 0, 1, 0, 3; four standard errors each: variances 1, 2, 15, 96, and 1 of the product of neighbours, over n.
  BOOST_TEST(std::abs(m1) < 4e-3);
  BOOST_TEST(std::abs(m2 - 1) < 4 * std::sqrt(2.0) * 1e-3);
  BOOST_TEST(std::abs(m3) < 4 * std::sqrt(15.0) * 1e-3);
  BOOST_TEST(std::abs(m4 - 3) < 4 * std::sqrt(96.0) * 1e-3);
  BOOST_TEST(std::abs(correlation) < 4e-3);
  // P(|x| > 3) = 0.0026998, P(|x| > 4) = 6.334e-5 from tables, n times, within four standard deviations.
  BOOST_TEST(std::abs(double(beyond3) - 2699.8) < 4 * std::sqrt(2699.8));
  BOOST_TEST(std::abs(double(beyond4) - 63.34) < 4 * std::sqrt(63.34));
  // Kolmogorov–Smirnov: the largest distance from Φ stays below 1.95/√n with probability 99.9 %.
  std::sort(x.begin(), x.end());
  double distance = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double phi = std::erfc(-x[i] / std::sqrt(2.0)) / 2;
    distance = std::max({distance, phi - double(i) / n, double(i + 1) / n - phi});
  }
  BOOST_TEST(distance < 1.95e-3);
}

constexpr bool indices(std::size_t n, const auto& expected) {
  Engine engine(1);
  for (const std::uint64_t value : expected)
    if (uniform_index(engine, n) != value) return false;
  return true;
}
static_assert(indices(10, std::array{8u, 7u, 1u, 7u, 1u, 5u, 9u, 5u, 0u, 1u, 9u, 3u}));
// rejects
static_assert(indices(3000000000u,
                      std::array{2434836476u, 300452710u, 2238650611u, 554035715u, 1771436653u, 2960622235u}));
#if SIZE_MAX > 0xffffffff
static_assert(indices(std::size_t{3} << 60, std::array<std::uint64_t, 4>{3445412373808019491u, 461864521559620936u,
                                                                         3441317908938184117u, 851679588945107945u}));
#endif

BOOST_AUTO_TEST_CASE(indices_are_equally_likely) {
  for (const std::size_t n : {1u, 2u, 3u, 7u, 64u}) {
    Engine engine(n);
    std::vector<int> counts(n);
    const int draws = 10000 * static_cast<int>(n);
    for (int i = 0; i < draws; ++i) {
      const std::size_t index = uniform_index(engine, n);
      BOOST_REQUIRE(index < n);
      ++counts[index];
    }
    // 4.5 standard deviations of a count, √10000
    for (const int count : counts) BOOST_TEST(std::abs(count - 10000) < 450);
  }
  // Where remainders would be biased most: n = 3·2³⁰, whose thirds must be equally likely (a remainder of 32 bits gives
  // 2 : 1 : 1).
  Engine engine(9);
  std::array<int, 3> thirds{};
  for (int i = 0; i < 90000; ++i) ++thirds[uniform_index(engine, std::size_t{3} << 30) >> 30];
  for (const int count : thirds) BOOST_TEST(std::abs(count - 30000) < 600);  // 4.2 standard deviations, √(90000·2/9)
}

constexpr bool shuffles() {
  std::array<int, 10> order{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  Engine engine(1);
  shuffle(order, engine);
  return order == std::array{4, 7, 9, 3, 2, 1, 5, 0, 6, 8};
}
static_assert(shuffles());

BOOST_AUTO_TEST_CASE(all_permutations_are_equally_likely) {
  Engine engine(11);
  std::map<std::array<int, 4>, int> counts;
  for (int i = 0; i < 240000; ++i) {
    std::array order{0, 1, 2, 3};
    shuffle(std::span(order), engine);
    ++counts[order];
  }
  BOOST_TEST(counts.size() == 24u);
  for (const auto& [order, count] : counts) BOOST_TEST(std::abs(count - 10000) < 450);
}

BOOST_AUTO_TEST_CASE(shuffle_moves_values_and_takes_short_spans) {
  Engine engine(12);
  std::vector<std::unique_ptr<int>> owners;
  for (int i = 0; i < 100; ++i) owners.push_back(std::make_unique<int>(i));
  shuffle(owners, engine);
  std::vector<bool> seen(100);
  for (const auto& owner : owners) {
    BOOST_REQUIRE(owner);
    seen[static_cast<std::size_t>(*owner)] = true;
  }
  BOOST_TEST(std::count(seen.begin(), seen.end(), true) == 100);

  const Engine before = engine;
  std::vector<int> none, one{5};
  shuffle(none, engine);
  shuffle(one, engine);
  BOOST_TEST(one[0] == 5);
  BOOST_TEST((engine == before));
}

BOOST_AUTO_TEST_CASE(preconditions) {
  constexpr double infinity = std::numeric_limits<double>::infinity(), largest = std::numeric_limits<double>::max();
  Engine engine(1);
  BOOST_TEST(aborts([&] { uniform_index(engine, 0); }));
  BOOST_TEST(aborts([&] { uniform(engine, 1.0, 0.0); }));
  BOOST_TEST(aborts([&] { uniform(engine, 0.0, infinity); }));
  BOOST_TEST(aborts([&] { uniform(engine, -largest, largest); }));
  BOOST_TEST(aborts([&] { uniform(engine, std::nan(""), 1.0); }));
  BOOST_TEST(!aborts([&] { uniform(engine, 0.0, 1.0); }));
}

BOOST_AUTO_TEST_SUITE_END()
