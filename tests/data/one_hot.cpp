#include <array>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/one_hot.hpp>

#include "../random/aborts.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_one_hot)

static_assert(one_hot<3>(1) == std::array{0.0f, 1.0f, 0.0f});
static_assert(one_hot<3, double>(std::uint8_t{2}) == std::array{0.0, 0.0, 1.0});
static_assert(one_hot<1>(0u) == std::array{1.0f});
static_assert(one_hot<2>(true) == std::array{0.0f, 1.0f});

BOOST_AUTO_TEST_CASE(many_labels_and_whole_datasets) {
  const std::vector<std::array<float, 2>> expected{{0, 1}, {1, 0}, {0, 1}};
  BOOST_TEST((one_hot<2>(std::vector<std::uint8_t>{1, 0, 1}) == expected));
  BOOST_TEST(one_hot<2>(std::vector<int>{}).empty());
  const Dataset<std::array<float, 1>, int> data{{{5}, {6}, {7}}, {1, 0, 1}};
  const auto encoded = one_hot<2>(data);
  static_assert(std::is_same_v<decltype(encoded), const Dataset<std::array<float, 1>, std::array<float, 2>>>);
  BOOST_TEST((encoded.targets == expected));
  BOOST_TEST((encoded.inputs == data.inputs));
}

BOOST_AUTO_TEST_CASE(preconditions) {
  BOOST_TEST(aborts([] { static_cast<void>(one_hot<3>(3)); }));
  BOOST_TEST(aborts([] { static_cast<void>(one_hot<3>(-1)); }));
  BOOST_TEST(aborts([] { static_cast<void>(one_hot<3>(std::vector<int>{0, 7})); }));
}

BOOST_AUTO_TEST_SUITE_END()
