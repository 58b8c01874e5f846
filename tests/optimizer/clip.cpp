#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/optimizer/clip.hpp>

#include "../reference/clipping.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(optimizer_clip)

constexpr std::array<float, 2> three_four{3, 4};
static_assert(gradient_norm(std::span<const float>(three_four)) == 5);

BOOST_AUTO_TEST_CASE(as_pytorch) {
  for (const auto& e : ::reference::clipping::by_norm) {
    auto g = e.before;
    BOOST_TEST(std::abs(clip_by_norm(std::span<double>(g), e.max_norm) - e.norm) <= 1e-15 * e.norm);
    for (std::size_t i = 0; i < g.size(); ++i) BOOST_TEST(std::abs(g[i] - e.after[i]) <= 1e-15 * std::abs(e.after[i]));
  }
}
BOOST_AUTO_TEST_CASE(packs_and_tails) {
  for (const std::size_t n : std::array<std::size_t, 5>{1, 15, 16, 17, 40}) {
    std::vector<float> g(n, 2);
    BOOST_TEST(std::abs(gradient_norm(std::span<const float>(g)) - 2 * std::sqrt(float(n))) <= 1e-6f * float(n));
    clip_by_norm(std::span<float>(g), 1.0f);
    BOOST_TEST(std::abs(gradient_norm(std::span<const float>(g)) - 1) <= 1e-5f);
    const auto clipped = g;
    BOOST_TEST(clip_by_norm(std::span<float>(g), 2.0f) <= 1.00001f);
    BOOST_TEST(g == clipped);  // a norm below the limit changes nothing
  }
}

BOOST_AUTO_TEST_SUITE_END()
