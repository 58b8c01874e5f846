#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/memory/constexpr_vector.hpp>
#include <sinew/train/history.hpp>

#include "../random/aborts.hpp"

using namespace sinew;
using Numbers = _detail::constexpr_vector<int>;

BOOST_AUTO_TEST_SUITE(memory_constexpr_vector)

bool equal(const Numbers& a, const std::vector<int>& b) { return std::vector<int>(a.begin(), a.end()) == b; }

BOOST_AUTO_TEST_CASE(grows_and_shrinks_as_std_vector) {
  Numbers ours;
  std::vector<int> theirs;
  BOOST_TEST((ours.empty() && ours.begin() == ours.end()));
  for (int i = 0; i < 100; ++i) {
    ours.push_back(i);
    theirs.push_back(i);
    if (i % 3 == 0) ours.push_back(ours.front()), theirs.push_back(0);  // a value of its own, while it grows
    BOOST_TEST(ours.back() == theirs.back());
  }
  BOOST_TEST(equal(ours, theirs));
  ours.pop_back();
  ours.resize(7);
  ours.resize(9, ours[6]);
  ours.resize(10);
  theirs.resize(7);
  theirs.resize(9, theirs[6]);
  theirs.resize(10);
  BOOST_TEST(equal(ours, theirs));
  const int* const before = ours.data();
  ours.clear();
  ours.reserve(5);
  BOOST_TEST((ours.empty() && ours.data() == before));  // keeps its memory
}

BOOST_AUTO_TEST_CASE(copies_and_moves) {
  Numbers a{1, 2, 3}, b = a;
  b[0] = 9;
  BOOST_TEST((equal(a, {1, 2, 3}) && equal(b, {9, 2, 3})));
  const int* const values = b.data();
  a = std::move(b);
  BOOST_TEST((a.data() == values && equal(a, {9, 2, 3})));
  Numbers& same = a;
  a = same;
  BOOST_TEST(equal(a, {9, 2, 3}));
  a = {};
  BOOST_TEST(a.empty());
  BOOST_TEST(equal(Numbers(3), {0, 0, 0}));
  BOOST_TEST(equal(Numbers(2, 5), {5, 5}));
}

BOOST_AUTO_TEST_CASE(converts_to_the_types_of_the_standard_library) {
  const History history{.epochs = {{.epoch = 1, .loss = 0.5}, {.epoch = 2, .loss = 0.25}}, .best_epoch = 2};
  const std::vector<Epoch> copy = history.epochs;
  const std::span<const Epoch> view = history.epochs;
  BOOST_TEST((copy.size() == 2u && copy[1].loss == 0.25));
  BOOST_TEST((view.data() == history.epochs.data() && view.size() == 2u));
  BOOST_TEST(history.best().loss == 0.25);
}

BOOST_AUTO_TEST_CASE(preconditions) {
  BOOST_TEST(aborts([] { static_cast<void>(Numbers{1, 2}[2]); }));
  BOOST_TEST(aborts([] { static_cast<void>(Numbers{}.back()); }));
  BOOST_TEST(aborts([] { Numbers{}.pop_back(); }));
}

// Constant expressions.
static_assert([] {
  Numbers numbers{1, 2};
  for (int i = 3; i <= 20; ++i) numbers.push_back(i);
  const Numbers copy = numbers;
  numbers.resize(2);
  int sum = 0;
  for (const int n : copy) sum += n;
  return sum == 210 && numbers.size() == 2 && numbers.back() == 2;
}());

BOOST_AUTO_TEST_SUITE_END()
