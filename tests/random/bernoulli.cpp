// Throwing 64 coins: each bit against the binary number that its digits make, exactly; the share of ones; how many
// draws it takes.
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <boost/test/unit_test.hpp>

#include <sinew/random/bernoulli.hpp>
#include <sinew/random/engine.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(random_bernoulli)

/// Replays the draws: digit k of each bit's number u is its bit in draw k. A one must mean u < p and a zero u ≥ p,
/// whatever digits follow.
void compare_by_digits(std::uint64_t numerator, std::uint64_t denominator) {
  Engine engine(numerator), replay = engine;
  for (int trial = 0; trial < 50; ++trial) {
    const std::uint64_t bits = _detail::bernoulli_bits(engine, numerator, denominator);
    std::uint64_t u[64] = {}, scale = 1;
    while (replay != engine) {
      const std::uint64_t digits = replay();
      for (unsigned i = 0; i < 64; ++i) u[i] = 2 * u[i] + (digits >> i & 1);
      scale *= 2;
      BOOST_TEST_REQUIRE(scale < std::uint64_t{1} << 50);
    }
    for (unsigned i = 0; i < 64; ++i)  // u / scale ≤ the number < (u + 1) / scale
      if (bits >> i & 1) BOOST_TEST((u[i] + 1) * denominator <= numerator * scale);
      else BOOST_TEST(u[i] * denominator >= numerator * scale);
  }
}
BOOST_AUTO_TEST_CASE(each_bit_compares_a_number_with_the_probability) {
  for (const std::uint64_t percent : {1u, 20u, 33u, 50u, 75u, 80u, 99u}) compare_by_digits(percent, 100);
}

BOOST_AUTO_TEST_CASE(share_of_ones) {
  Engine engine(3);
  for (const std::uint64_t percent : {1u, 20u, 50u, 90u}) {
    int ones = 0;
    constexpr int words = 20'000;
    for (int i = 0; i < words; ++i) ones += std::popcount(_detail::bernoulli_bits(engine, percent, 100));
    const double p = double(percent) / 100, n = 64.0 * words;
    BOOST_TEST(std::abs(ones - p * n) < 5 * std::sqrt(p * (1 - p) * n));
  }
}
BOOST_AUTO_TEST_CASE(neighbouring_bits_are_independent) {
  Engine engine(4);
  int both = 0;
  constexpr int words = 20'000;
  for (int i = 0; i < words; ++i) {
    const std::uint64_t bits = _detail::bernoulli_bits(engine, 20, 100);
    both += std::popcount(bits & std::rotl(bits, 1));
  }
  const double n = 64.0 * words;
  BOOST_TEST(std::abs(both - 0.04 * n) < 5 * std::sqrt(0.04 * n));  // 0.2²
}

constexpr int draws(std::uint64_t numerator, std::uint64_t denominator) {
  Engine engine(1), replay(1);
  _detail::bernoulli_bits(engine, numerator, denominator);
  int count = 0;
  for (; replay != engine; replay()) ++count;
  return count;
}
static_assert(draws(1, 2) == 1 && draws(50, 100) == 1 && draws(1, 4) == 2 && draws(3, 4) == 2 && draws(0, 5) == 0 &&
              draws(5, 5) == 0);
static_assert([] {
  Engine e(1);
  return _detail::bernoulli_bits(e, 0, 5) == 0 && _detail::bernoulli_bits(e, 5, 5) == ~std::uint64_t{0};
}());

BOOST_AUTO_TEST_SUITE_END()
