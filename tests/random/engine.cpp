#include <array>
#include <cstdint>
#include <random>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <sinew/random/engine.hpp>

#include "aborts.hpp"

using sinew::Engine;

BOOST_AUTO_TEST_SUITE(random_engine)

static_assert(std::uniform_random_bit_generator<Engine>);
static_assert(std::is_trivially_copyable_v<Engine> && sizeof(Engine) == 32);

// xoshiro256plusplus.c by Blackman and Vigna from the state 1, 2, 3, 4, as the tests of Rust's rand_xoshiro quote it.
constexpr std::array<std::uint64_t, 10> published{41943041u,
                                                  58720359u,
                                                  3588806011781223u,
                                                  3591011842654386u,
                                                  9228616714210784205u,
                                                  9973669472204895162u,
                                                  14011001112246962877u,
                                                  12406186145184390807u,
                                                  15849039046786891736u,
                                                  10450023813501588000u};

constexpr bool gives(Engine engine, const auto& expected) {
  for (const std::uint64_t value : expected)
    if (engine() != value) return false;
  return true;
}
static_assert(gives(Engine(std::array<std::uint64_t, 4>{1, 2, 3, 4}), published));

BOOST_AUTO_TEST_CASE(known_answers_at_run_time) {
  Engine engine(std::array<std::uint64_t, 4>{1, 2, 3, 4});
  for (const std::uint64_t expected : published) BOOST_TEST(engine() == expected);
}

// Seeding by SplitMix64, as Rust's rand does for the same engine: its tests of small_rng.
static_assert(gives(Engine(0),
                    std::array<std::uint64_t, 5>{5987356902031041503u, 7051070477665621255u, 6633766593972829180u,
                                                 211316841551650330u, 9136120204379184874u}));

BOOST_AUTO_TEST_CASE(split_mix_known_answers) {
  std::uint64_t state = 1234567;  // the task "Pseudo-random numbers/Splitmix64" of Rosetta Code
  for (const std::uint64_t expected :
       {6457827717110365317u, 3203168211198807973u, 9817491932198370423u, 4593380528125082431u, 16408922859458223821u})
    BOOST_TEST(sinew::_detail::split_mix(state) == expected);
}

BOOST_AUTO_TEST_CASE(a_copy_and_a_restored_state_continue_alike) {
  Engine engine(7);
  engine();
  Engine copy = engine, restored(engine.state());
  BOOST_TEST((copy == engine));
  for (int i = 0; i < 100; ++i) {
    const auto expected = engine();
    BOOST_TEST(copy() == expected);
    BOOST_TEST(restored() == expected);
  }
  BOOST_TEST((engine != Engine(7)));
}

BOOST_AUTO_TEST_CASE(all_zeros_is_no_state) {
  BOOST_TEST(aborts([] { Engine engine(std::array<std::uint64_t, 4>{}); }));
}

BOOST_AUTO_TEST_SUITE_END()
