#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/mnist.hpp>

#include "temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_mnist)

using Bytes = std::vector<std::uint8_t>;

// `count` images, pixel p of image i being (i + p) mod 256, and labels i mod 10.
Bytes images(std::uint8_t count) {
  Bytes bytes{0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28};
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t p = 0; p < 784; ++p) bytes.push_back(static_cast<std::uint8_t>(i + p));
  return bytes;
}
Bytes labels(std::uint8_t count) {
  Bytes bytes{0, 0, 8, 1, 0, 0, 0, count};
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(i % 10));
  return bytes;
}
void write_gz(const TemporaryFolder& folder, const std::string& name, const Bytes& bytes) {
  const gzFile file = gzopen((folder.path() + "/" + name).c_str(), "wb");
  BOOST_REQUIRE(file != nullptr);
  BOOST_REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) == static_cast<int>(bytes.size()));
  BOOST_REQUIRE(gzclose(file) == Z_OK);
}

BOOST_AUTO_TEST_CASE(names_with_and_without_gz) {
  const TemporaryFolder folder;
  write_gz(folder, "train-images-idx3-ubyte.gz", images(12));
  write_gz(folder, "train-labels-idx1-ubyte.gz", labels(12));
  folder.write("t10k-images-idx3-ubyte", images(5));
  folder.write("t10k-labels-idx1-ubyte", labels(5));
  const auto [train, test] = load_mnist(folder.path());
  BOOST_REQUIRE(train.size() == 12u);
  BOOST_REQUIRE(test.size() == 5u);
  BOOST_TEST(train.inputs[11][783] == (11 + 783) % 256);
  BOOST_TEST(train.targets[11] == 1);
  BOOST_TEST(test.inputs[4][0] == 4);
  BOOST_TEST(test.targets[4] == 4);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named) {
  const TemporaryFolder folder;
  const auto names = [&](const std::string& file) {
    return [&folder, file](const idx_error& e) {
      return e.file == folder.path() + "/" + file && e.expected == "a readable file";
    };
  };
  BOOST_CHECK_EXCEPTION(static_cast<void>(load_mnist(folder.path())), idx_error, names("train-images-idx3-ubyte.gz"));
  folder.write("train-images-idx3-ubyte", images(2));
  folder.write("train-labels-idx1-ubyte", labels(2));
  BOOST_CHECK_EXCEPTION(static_cast<void>(load_mnist(folder.path())), idx_error, names("t10k-images-idx3-ubyte.gz"));
  folder.write("t10k-images-idx3-ubyte", images(2));
  folder.write("t10k-labels-idx1-ubyte", labels(1));
  BOOST_CHECK_EXCEPTION(static_cast<void>(load_mnist(folder.path())), idx_error,
                        [](const idx_error& e) { return e.found == "1 label"; });
}

BOOST_AUTO_TEST_SUITE_END()
