#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/cifar10.hpp>

#include "temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_cifar10)

using Bytes = std::vector<std::uint8_t>;

// A record: the class, then red, green and blue, row by row; all 0 but the pixel in row 3 and column 7.
Bytes record(std::uint8_t label, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  Bytes bytes(3073);
  bytes[0] = label;
  bytes[1 + 3 * 32 + 7] = red;
  bytes[1 + 1024 + 3 * 32 + 7] = green;
  bytes[1 + 2048 + 3 * 32 + 7] = blue;
  return bytes;
}
Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}
auto says(const std::string& file, const std::string& found, const std::string& expected) {
  return [=](const image_error& e) {
    BOOST_TEST_MESSAGE(e.what());
    return e.file == file && e.found == found && e.expected.find(expected) != std::string::npos &&
           std::string(e.what()).find(file) == 0;
  };
}

BOOST_AUTO_TEST_CASE(five_batches_and_a_test_batch) {
  const TemporaryFolder folder;
  for (std::uint8_t i = 1; i <= 5; ++i)
    folder.write("data_batch_" + std::to_string(i) + ".bin", joined(record(i, 10, 20, 30), record(0, i, i, i)));
  const auto test_file = folder.write("test_batch.bin", record(9, 1, 2, 3));
  const auto [train, test] = load_cifar10(folder.path());
  BOOST_REQUIRE(train.size() == 10u);
  BOOST_REQUIRE(test.size() == 1u);
  BOOST_TEST((train.targets == Bytes{1, 0, 2, 0, 3, 0, 4, 0, 5, 0}));
  // Channels, rows, columns: the order of Input<3, 32, 32>.
  BOOST_TEST(train.inputs[0][(0 * 32 + 3) * 32 + 7] == 10);
  BOOST_TEST(train.inputs[0][(1 * 32 + 3) * 32 + 7] == 20);
  BOOST_TEST(train.inputs[0][(2 * 32 + 3) * 32 + 7] == 30);
  BOOST_TEST(train.inputs[9][3 * 32 + 7] == 5);
  BOOST_TEST(test.targets[0] == 9);
  static_assert(Cifar10::classes[9] == "truck");

  folder.write("data_batch_4.bin", record(10, 0, 0, 0));
  const auto load = [&] { static_cast<void>(load_cifar10(folder.path())); };
  BOOST_CHECK_EXCEPTION(load(), image_error,
                        says(folder.path() + "/data_batch_4.bin", "class 10 at byte 0", "a class from 0 to 9"));
  Bytes shorter = joined(record(1, 0, 0, 0), record(2, 0, 0, 0));
  shorter.pop_back();
  folder.write("data_batch_4.bin", shorter);
  BOOST_CHECK_EXCEPTION(load(), image_error,
                        says(folder.path() + "/data_batch_4.bin", "6,145 bytes", "records of 3,073 bytes"));
  folder.write("data_batch_4.bin", Bytes{});
  BOOST_CHECK_EXCEPTION(load(), image_error,
                        says(folder.path() + "/data_batch_4.bin", "0 bytes", "records of 3,073 bytes"));
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named) {
  const TemporaryFolder folder;
  BOOST_CHECK_EXCEPTION(static_cast<void>(load_cifar10(folder.path())), image_error,
                        says(folder.path() + "/data_batch_1.bin", "No such file or directory",
                             "data_batch_1.bin to data_batch_5.bin and test_batch.bin in one folder (CIFAR-10, binary "
                             "version: https://www.cs.toronto.edu/~kriz/cifar.html)"));
}

BOOST_AUTO_TEST_SUITE_END()
