// OnDemand: a training whose samples are read from a file as they are needed equals, to the bit, one of the same
// samples in memory, and its memory does not grow with their number.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/sinew.hpp>

#include "../data/allocations.hpp"
#include "../data/temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(train_on_demand)

constexpr std::size_t width = 6, classes = 3;
using Row = std::array<float, width>;
using Classifier = Net<Dense<width, 8, Tanh>, Dense<8, classes, Softmax>>;
Row row(std::size_t i) {
  Row x;
  for (std::size_t k = 0; k < width; ++k) x[k] = std::sin(static_cast<float>(i * (k + 1)));
  return x;
}
std::size_t label(std::size_t i) { return row(i)[0] > 0.3f ? 0 : row(i)[1] > 0 ? 1 : 2; }

/// Rows of floats and a class in a file.
class File {
 public:
  File(const std::string& path, std::size_t count, std::size_t first = 0) : size_{count} {
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    for (std::size_t i = first; i < first + count; ++i) {
      const Row x = row(i);
      const float of = static_cast<float>(label(i));
      std::fwrite(x.data(), sizeof(float), width, file);
      std::fwrite(&of, sizeof of, 1, file);
    }
    std::fclose(file);
    file_ = std::fopen(path.c_str(), "rb");
  }
  ~File() { std::fclose(file_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::size_t size() const { return size_; }
  void read(std::size_t i, std::span<float, width> x, std::span<float, classes> t) const {
    ++reads;
    if (i == broken) throw std::runtime_error("broken");
    float of = -1;
    std::fseek(file_, static_cast<long>(i * (width + 1) * sizeof(float)), SEEK_SET);
    if (std::fread(x.data(), sizeof(float), width, file_) != width || std::fread(&of, sizeof of, 1, file_) != 1)
      throw std::runtime_error("cannot be read");
    for (std::size_t k = 0; k < classes; ++k) t[k] = static_cast<std::size_t>(of) == k;
  }
  mutable std::size_t reads = 0;
  std::size_t broken = ~std::size_t{0};

 private:
  std::size_t size_;
  std::FILE* file_;
};
Dataset<Row, int> in_memory(std::size_t count, std::size_t first = 0) {
  Dataset<Row, int> data;
  for (std::size_t i = first; i < first + count; ++i) data.push_back(row(i), static_cast<int>(label(i)));
  return data;
}
Classifier initial() {
  Classifier net;
  initialize(net, 1);
  return net;
}

BOOST_AUTO_TEST_CASE(equals_samples_in_memory) {
  const TemporaryFolder folder;
  const File train(folder.path() + "/train", 100), test(folder.path() + "/test", 30, 100);
  const auto data = in_memory(100), test_data = in_memory(30, 100);
  Classifier of_file = initial(), of_memory = initial();
  const History a = fit<16>(of_file, OnDemand(train), CrossEntropy{}, Adam{.rate = 0.01},
                            {.epochs = 6, .validation = OnDemand(test), .monitor = "F1"}, F1{});
  const History b = fit<16>(of_memory, data, CrossEntropy{}, Adam{.rate = 0.01},
                            {.epochs = 6, .validation = test_data, .monitor = "F1"}, F1{});
  BOOST_TEST((of_file.parameters == of_memory.parameters));
  BOOST_TEST(a.best_epoch == b.best_epoch);
  for (std::size_t e = 0; e < 6; ++e) {
    BOOST_TEST(a.epochs[e].loss == b.epochs[e].loss);
    BOOST_TEST(a.epochs[e].accuracy == b.epochs[e].accuracy);
    BOOST_TEST(a.epochs[e].validation_loss == b.epochs[e].validation_loss);
    BOOST_TEST(a.epochs[e].validation_accuracy == b.epochs[e].validation_accuracy);
    BOOST_TEST(a.epochs[e].metrics[0] == b.epochs[e].metrics[0]);
  }
  BOOST_TEST(train.reads == 600u);
  BOOST_TEST(test.reads == 180u);
  BOOST_TEST(evaluate(of_file, OnDemand(test), CrossEntropy{}).loss ==
             evaluate(of_memory, test_data, CrossEntropy{}).loss);

  Classifier in_parts = initial();  // and metrics of the training data
  Trainer trainer(in_parts, Adam{.rate = 0.01});
  trainer.fit<16>(OnDemand(train), CrossEntropy{}, {.epochs = 2}, F1{});
  trainer.fit<16>(OnDemand(train), CrossEntropy{}, {.epochs = 4}, F1{});
  BOOST_TEST((in_parts.parameters == of_memory.parameters));
}

BOOST_AUTO_TEST_CASE(classes_that_count_differently) {
  const TemporaryFolder folder;
  const File train(folder.path() + "/train", 100);
  const auto data = in_memory(100);
  const auto loss = weighted(CrossEntropy{}, {1, 2, 3.5});
  for (const std::size_t accumulate : {std::size_t{1}, std::size_t{3}}) {
    Classifier of_file = initial(), of_memory = initial();
    fit<16>(of_file, OnDemand(train), loss, Adam{.rate = 0.01}, {.epochs = 3, .accumulate = accumulate});
    fit<16>(of_memory, data, loss, Adam{.rate = 0.01}, {.epochs = 3, .accumulate = accumulate});
    BOOST_TEST((of_file.parameters == of_memory.parameters));
    BOOST_TEST(evaluate(of_file, OnDemand(train), loss).loss == evaluate(of_memory, data, loss).loss);
  }
}

BOOST_AUTO_TEST_CASE(memory_does_not_grow_with_the_samples) {
  const TemporaryFolder folder;
  std::size_t largest[2] = {}, count[2] = {};
  const std::size_t samples[2] = {100, 5100};
  for (int k = 0; k < 2; ++k) {
    const File train(folder.path() + "/train", samples[k]);
    Classifier net = initial();
    largest_allocation = 0;
    const std::size_t before = allocation_count;
    fit<16>(net, OnDemand(train), CrossEntropy{}, SGD{}, {.epochs = 3});
    largest[k] = largest_allocation;
    count[k] = allocation_count - before;
  }
  BOOST_TEST(count[0] == count[1]);
  // The order of the samples alone; the samples would take three times as much.
  BOOST_TEST(largest[1] <= (std::max)(largest[0], samples[1] * sizeof(std::size_t)));
}

BOOST_AUTO_TEST_CASE(what_read_throws_ends_the_training) {
  const TemporaryFolder folder;
  File train(folder.path() + "/train", 40);
  train.broken = 7;
  Classifier net = initial();
  BOOST_CHECK_THROW(fit<16>(net, OnDemand(train), CrossEntropy{}, SGD{}, {.epochs = 3}), std::runtime_error);
  const File none(folder.path() + "/none", 0);
  BOOST_CHECK_THROW(fit<16>(net, OnDemand(none), CrossEntropy{}, SGD{}), data_error);
}

BOOST_AUTO_TEST_SUITE_END()
