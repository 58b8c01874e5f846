#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <set>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/batches.hpp>

#include "../random/aborts.hpp"
#include "allocations.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_batches)

static_assert(std::forward_iterator<Batches::iterator>);

std::vector<std::size_t> sizes(const Batches& batches) {
  std::vector<std::size_t> result;
  for (const std::span<const std::size_t> batch : batches) result.push_back(batch.size());
  return result;
}
using Sizes = std::vector<std::size_t>;

BOOST_AUTO_TEST_CASE(whole_batches_and_the_tail) {
  BOOST_TEST((sizes(Batches(10, 4)) == Sizes{4, 4, 2}));
  BOOST_TEST((sizes(Batches(8, 4)) == Sizes{4, 4}));
  BOOST_TEST((sizes(Batches(3, 64)) == Sizes{3}));
  BOOST_TEST((sizes(Batches(3, 1)) == Sizes{1, 1, 1}));
  BOOST_TEST(sizes(Batches(0, 4)).empty());
  const Batches batches(10, 4);
  BOOST_TEST(batches.size() == 3u);
  BOOST_TEST(batches.samples() == 10u);
  BOOST_TEST(batches[2][1] == 9u);  // unshuffled: in order
}

BOOST_AUTO_TEST_CASE(every_epoch_is_a_permutation_and_epochs_differ) {
  Batches batches(103, 16);
  Engine engine(1);
  std::set<std::vector<std::size_t>> orders;
  for (int epoch = 0; epoch < 20; ++epoch) {
    batches.shuffle(engine);
    std::vector<std::size_t> order;
    for (const auto batch : batches) order.insert(order.end(), batch.begin(), batch.end());
    BOOST_TEST(std::equal(order.begin(), order.end(), batches.order().begin(), batches.order().end()));
    orders.insert(order);
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < order.size(); ++i) BOOST_TEST(order[i] == i);
  }
  BOOST_TEST(orders.size() == 20u);
}

BOOST_AUTO_TEST_CASE(the_engine_alone_decides) {
  Batches a(10, 3), b(10, 4);
  Engine one(1), two(1);
  a.shuffle(one);
  b.shuffle(two);
  constexpr std::array<std::size_t, 10> expected{4, 7, 9, 3, 2, 1, 5, 0, 6, 8};  // tests/random/reference.py
  BOOST_TEST(std::equal(expected.begin(), expected.end(), a.order().begin(), a.order().end()));
  BOOST_TEST(std::equal(expected.begin(), expected.end(), b.order().begin(), b.order().end()));
  a.shuffle(one);
  a.sort();
  Engine again(1);
  a.shuffle(again);
  BOOST_TEST(std::equal(expected.begin(), expected.end(), a.order().begin(), a.order().end()));
}

BOOST_AUTO_TEST_CASE(epochs_allocate_nothing) {
  Batches batches(1000, 64);
  Engine engine(1);
  const std::size_t before = allocation_count;
  std::size_t seen = 0;
  for (int epoch = 0; epoch < 5; ++epoch) {
    batches.shuffle(engine);
    for (const auto batch : batches) seen += batch.size();
  }
  const std::size_t after = allocation_count;
  BOOST_TEST(after == before);
  BOOST_TEST(seen == 5000u);
  BOOST_TEST(before > 0u);  // the counter counts: the constructor took memory
}

BOOST_AUTO_TEST_CASE(preconditions) {
  BOOST_TEST(aborts([] { Batches batches(10, 0); }));
  const Batches batches(10, 4);
  BOOST_TEST(aborts([&] { static_cast<void>(batches[3]); }));
}

BOOST_AUTO_TEST_SUITE_END()
