#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/split.hpp>

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_split)

using Set = Dataset<std::array<float, 1>, int>;

// Sample i has input i and its class by blocks of the given counts.
Set blocks(std::initializer_list<int> counts) {
  Set data;
  int label = 0;
  for (const int count : counts) {
    for (int i = 0; i < count; ++i) data.push_back({float(data.size())}, label);
    ++label;
  }
  return data;
}
// Train and test are the samples of `data`, each once, with their own targets.
void check_partition(const Set& data, const Split<std::array<float, 1>, int>& parts) {
  std::set<float> seen;
  for (const Set* part : {&parts.train, &parts.test}) {
    BOOST_TEST(part->inputs.size() == part->targets.size());
    for (std::size_t i = 0; i < part->size(); ++i) {
      const float x = part->inputs[i][0];
      BOOST_TEST(seen.insert(x).second);
      BOOST_TEST(part->targets[i] == data.targets[static_cast<std::size_t>(x)]);
    }
  }
  BOOST_TEST(seen.size() == data.size());
}

// Sizes of scikit-learn 1.2.1 by tests/data/reference.py; the last line is where its ceil meets 7.000000000000001.
BOOST_AUTO_TEST_CASE(sizes_are_those_of_scikit_learn) {
  const auto test_size = [](int n, double fraction) { return train_test_split(blocks({n}), fraction, 1).test.size(); };
  BOOST_TEST(test_size(150, 0.2) == 30u);
  BOOST_TEST(test_size(10, 0.25) == 3u);
  BOOST_TEST(test_size(7, 0.5) == 4u);
  BOOST_TEST(test_size(1000, 0.333) == 333u);
  BOOST_TEST(test_size(2, 0.001) == 1u);
  BOOST_TEST(test_size(100, 0.07) == 7u);
}

BOOST_AUTO_TEST_CASE(a_split_is_a_partition_in_random_order) {
  const Set data = blocks({40, 60});
  const auto parts = train_test_split(data, 0.3, 1);
  check_partition(data, parts);
  BOOST_TEST(!std::is_sorted(parts.train.inputs.begin(), parts.train.inputs.end()));
  BOOST_TEST(!std::is_sorted(parts.test.inputs.begin(), parts.test.inputs.end()));
  const auto again = train_test_split(DataView(data), 0.3, 1), other = train_test_split(data, 0.3, 2);
  BOOST_TEST((again.test.inputs == parts.test.inputs && again.train.inputs == parts.train.inputs));
  BOOST_TEST((other.test.inputs != parts.test.inputs));
}

BOOST_AUTO_TEST_CASE(every_sample_is_tested_equally_often) {
  const Set data = blocks({10});
  std::array<int, 10> tested{};
  for (std::uint64_t seed = 0; seed < 10000; ++seed)
    for (const auto& x : train_test_split(data, 0.3, seed).test.inputs) ++tested[static_cast<std::size_t>(x[0])];
  // 4.4 standard deviations, √(10000·0.3·0.7)
  for (const int count : tested) BOOST_TEST(std::abs(count - 3000) < 200);
}

std::vector<int> test_counts(const Set& data, double fraction, std::uint64_t seed) {
  const auto parts = stratified_split(data, fraction, seed);
  check_partition(data, parts);
  std::vector<int> counts(3);
  for (const int target : parts.test.targets) ++counts[static_cast<std::size_t>(target)];
  return counts;
}
using Counts = std::vector<int>;

// Counts of scikit-learn 1.2.1 over 200 seeds, by tests/data/reference.py.
BOOST_AUTO_TEST_CASE(classes_keep_their_proportion_as_in_scikit_learn) {
  std::set<Counts> tied;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    BOOST_TEST((test_counts(blocks({50, 50, 50}), 0.2, seed) == Counts{10, 10, 10}));
    BOOST_TEST((test_counts(blocks({7, 11, 3}), 0.3, seed) == Counts{2, 4, 1}));
    BOOST_TEST((test_counts(blocks({97, 2, 5}), 0.4, seed) == Counts{39, 1, 2}));
    tied.insert(test_counts(blocks({60, 30, 10}), 0.25, seed));
  }
  BOOST_TEST((tied == std::set<Counts>{{15, 7, 3}, {15, 8, 2}}));
}

BOOST_AUTO_TEST_CASE(stratified_is_random_too) {
  const Set data = blocks({20, 20});
  const auto a = stratified_split(data, 0.5, 1), b = stratified_split(DataView(data), 0.5, 1),
             c = stratified_split(data, 0.5, 2);
  BOOST_TEST((a.test.inputs == b.test.inputs));
  BOOST_TEST((a.test.inputs != c.test.inputs));
  BOOST_TEST(!std::is_sorted(a.train.targets.begin(), a.train.targets.end()));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_split_is_refused) {
  const auto saying = [](const std::string& word) {
    return [word](const split_error& e) { return std::string(e.what()).find(word) != std::string::npos; };
  };
  for (const double fraction : {0.0, 1.0, -0.1, 1.5, std::nan("")})
    BOOST_CHECK_EXCEPTION(static_cast<void>(train_test_split(blocks({10}), fraction, 1)), split_error,
                          saying("fraction"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(train_test_split(Set{}, 0.5, 1)), split_error, saying("0 samples"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(train_test_split(blocks({1}), 0.5, 1)), split_error,
                        saying("1 sample of which"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(train_test_split(blocks({10}), 0.99, 1)), split_error, saying("each set"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(stratified_split(blocks({10, 1}), 0.5, 1)), split_error,
                        saying("one sample of class 1"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(stratified_split(blocks({5, 5, 5}), 0.1, 1)), split_error,
                        saying("2 to test"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(stratified_split(blocks({5, 5, 5}), 0.9, 1)), split_error,
                        saying("1 sample to train"));
}

BOOST_AUTO_TEST_SUITE_END()
