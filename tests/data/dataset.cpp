#include <array>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/dataset.hpp>

#include "../random/aborts.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_dataset)

using Pair = std::array<float, 2>;
using Set = Dataset<Pair, std::uint8_t>;
using View = DataView<Pair, std::uint8_t>;

static_assert(std::is_convertible_v<Set, View> && std::is_convertible_v<const Set&, View>);
static_assert(!std::is_convertible_v<View, Set>, "a copy is asked for by name: to_dataset");
static_assert(std::is_trivially_copyable_v<View>);
static_assert(View{}.empty() && View{}.size() == 0);

constexpr std::array<Pair, 4> inputs{{{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
constexpr std::array<std::uint8_t, 4> targets{0, 1, 1, 0};
constexpr DataView view(inputs, targets);
static_assert(std::is_same_v<decltype(view), const View>);
static_assert(view.size() == 4 && view.subset(1, 2).size() == 2 && view.subset(1, 2).inputs[0] == Pair{0, 1} &&
              view.subset(4, 0).empty());

constexpr std::size_t count_in_set() {
  Set set = to_dataset(view);
  set.push_back({2, 2}, 1);
  return set.subset(3, 2).size() + set.size() * 10;
}
#if !defined(__clang__) || __clang_major__ >= 15  // clang 14 has no constant std::vector with this standard library
static_assert(count_in_set() == 52);
#endif

std::size_t size_of(View data) { return data.size(); }

BOOST_AUTO_TEST_CASE(a_data_set_deduces_its_types) {
  const std::vector<std::array<float, 2>> samples{{1, 2}, {3, 4}};
  const std::vector<int> classes{0, 1};
  const Dataset data{samples, classes};
  static_assert(std::is_same_v<decltype(data), const Dataset<std::array<float, 2>, int>>);
  BOOST_TEST(data.size() == 2u);
  const Dataset numbers{std::vector<std::array<double, 1>>{{5}}, std::vector<double>{6}};
  BOOST_TEST(numbers.targets[0] == 6);
}
BOOST_AUTO_TEST_CASE(a_dataset_is_a_view_of_itself) {
  BOOST_TEST(count_in_set() == 52u);
  Set set;
  BOOST_TEST(set.empty());
  set.reserve(2);
  set.push_back({1, 2}, 3);
  set.push_back({4, 5}, 6);
  BOOST_TEST(set.size() == 2u);
  BOOST_TEST(size_of(set) == 2u);
  const DataView deduced = set;
  static_assert(std::is_same_v<decltype(deduced), const View>);
  BOOST_TEST(deduced.inputs.data() == set.inputs.data());
  BOOST_TEST(deduced.targets.data() == set.targets.data());
  BOOST_TEST(set.subset(1, 1).inputs[0][1] == 5.0f);
  BOOST_TEST(set.subset(1, 1).targets[0] == 6);
}

BOOST_AUTO_TEST_CASE(views_are_deduced_from_containers_and_spans) {
  std::vector<Pair> xs{{1, 2}};
  std::vector<double> ys{0.5};
  const DataView a(xs, ys);
  static_assert(std::is_same_v<decltype(a), const DataView<Pair, double>>);
  const DataView b{std::span(xs), std::span<const double>(ys)};
  static_assert(std::is_same_v<decltype(b), const DataView<Pair, double>>);
  BOOST_TEST(a.inputs.data() == xs.data());
  BOOST_TEST(b.targets.data() == ys.data());
  const Dataset copy = to_dataset(a);
  BOOST_TEST(copy.inputs.data() != xs.data());
  BOOST_TEST(copy.targets == ys);
}

BOOST_AUTO_TEST_CASE(preconditions) {
  Set uneven;
  uneven.inputs.resize(2);
  uneven.targets.resize(1);
  BOOST_TEST(aborts([&] { size_of(uneven); }));
  BOOST_TEST(aborts([] { static_cast<void>(view.subset(3, 2)); }));
  BOOST_TEST(aborts([] { static_cast<void>(view.subset(5, 0)); }));
  BOOST_TEST(aborts([] { static_cast<void>(view.subset(1, static_cast<std::size_t>(-1))); }));
}

BOOST_AUTO_TEST_SUITE_END()
