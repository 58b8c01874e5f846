#include <array>
#include <cstddef>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/simd/loop.hpp>
#include <sinew/simd/pack.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(simd_loop)

// Adds 1 to each element covered: a count other than 1 shows one left out or taken twice, out of range is seen by the
// guard.
template <std::size_t N> struct counts {
  std::array<float, N + 64> hits{};
  std::size_t scalars = 0, vectors = 0;

  constexpr void sweep_over(std::size_t count) {
    simd::sweep<float>(count, [&]<class V>(std::size_t i) { add<V>(i); });
  }
  constexpr void cover_all() {
    simd::cover<float, N>([&]<class V>(std::size_t i) { add<V>(i); });
  }
  template <class V> constexpr void add(std::size_t i) {
    simd::store(hits.data() + i, V(simd::load<V>(hits.data() + i) + 1.f));
    ++(simd::lanes_of<V> == 1 ? scalars : vectors);
  }
  constexpr bool once(std::size_t count) const {
    for (std::size_t i = 0; i < hits.size(); ++i)
      if (hits[i] != (i < count ? 1.f : 0.f)) return false;
    return true;
  }
};

static_assert([] {
  counts<19> c;
  c.sweep_over(19);
  return c.once(19) && c.scalars == 19 && c.vectors == 0;
}());
static_assert([] {
  counts<21> c;
  c.cover_all();
  return c.once(21) && c.scalars == 21;
}());
static_assert([] {
  std::size_t digits = 0;
  simd::unroll<4>([&](auto i) {
    static_assert(decltype(i)::value < 4);
    digits = digits * 10 + i;
  });
  return digits == 123;
}());

BOOST_AUTO_TEST_CASE(sweep_takes_each_index_once_whatever_the_tail) {
  for (std::size_t count = 0; count < 80; ++count) {
    counts<80> c;
    c.sweep_over(count);
    BOOST_TEST(c.once(count), "count " << count);
    BOOST_TEST(c.vectors == count / simd::native_lanes<float>);
    BOOST_TEST(c.scalars == count % simd::native_lanes<float>);
  }
}

BOOST_AUTO_TEST_CASE(cover_takes_each_index_once) {
  simd::unroll<48>([](auto n) {
    counts<n> c;
    c.cover_all();
    if (!c.once(n) || c.scalars != n % 2) BOOST_ERROR("count " << n);
  });
}

template <std::size_t Blocks, std::size_t Lanes> struct blocks_of {
  using scalar = float;
  static constexpr std::size_t blocks = Blocks, lanes = Lanes;
};

constexpr std::size_t steps(auto run) {
  std::size_t n = 0;
  simd::each_block<decltype(run)>(
      [&]<class V>(std::size_t block, std::size_t lane) { n += 100 * block + 10 * lane + simd::lanes_of<V>; });
  return n;
}
static_assert(steps(blocks_of<2, 4>{}) == 400 + 2 * 60 + 8);  // blocks 0, 1; lanes 0…3, one by one

BOOST_AUTO_TEST_CASE(each_block_takes_a_whole_block_at_run_time) {
  BOOST_TEST(steps(blocks_of<3, 4>{}) == 300u + 3 * 4);  // blocks 0, 1, 2; lane 0; four scalars
  BOOST_TEST(steps(blocks_of<2, 1>{}) == 100u + 2);
}

BOOST_AUTO_TEST_SUITE_END()
