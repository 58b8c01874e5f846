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
      return e.file == folder.path() + "/" + file && e.found == "No such file or directory" &&
             e.expected.find(
                 "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and "
                 "t10k-labels-idx1-ubyte in one folder, plain or with the suffix .gz (published at http") == 0;
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

BOOST_AUTO_TEST_CASE(fashion) {
  const TemporaryFolder folder;
  for (const std::string set : {"train", "t10k"}) {
    folder.write(set + "-images-idx3-ubyte", images(3));
    folder.write(set + "-labels-idx1-ubyte", labels(3));
  }
  const auto [train, test] = load_fashion_mnist(folder.path());
  BOOST_TEST(train.size() == 3u);
  BOOST_TEST(test.inputs[2][1] == 3);
  static_assert(FashionMnist::classes[9] == "Ankle boot" && Mnist::classes[9] == "9");
  BOOST_CHECK_EXCEPTION(static_cast<void>(load_fashion_mnist(folder.path() + "/none")), idx_error,
                        [](const idx_error& e) { return e.expected.find("zalandoresearch") != std::string::npos; });
}

// One image whose pixel in row 2 and column 5 is ink: the files of EMNIST hold columns.
BOOST_AUTO_TEST_CASE(emnist) {
  Bytes image{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28};
  image.resize(16 + 784);
  image[16 + 5 * 28 + 2] = 255;
  const auto label = [](std::uint8_t value) { return Bytes{0, 0, 8, 1, 0, 0, 0, 1, value}; };
  const TemporaryFolder folder;
  const auto write = [&](const std::string& split, std::uint8_t train, std::uint8_t test) {
    write_gz(folder, "emnist-" + split + "-train-images-idx3-ubyte.gz", image);
    write_gz(folder, "emnist-" + split + "-train-labels-idx1-ubyte.gz", label(train));
    folder.write("emnist-" + split + "-test-images-idx3-ubyte", image);
    folder.write("emnist-" + split + "-test-labels-idx1-ubyte", label(test));
  };
  write("letters", 1, 26);
  const auto letters = load_emnist<EmnistSplit::letters>(folder.path());
  BOOST_REQUIRE(letters.train.size() == 1u);
  BOOST_TEST(letters.train.inputs[0][2 * 28 + 5] == 255);
  BOOST_TEST(letters.train.inputs[0][5 * 28 + 2] == 0);
  BOOST_TEST(letters.test.inputs[0][2 * 28 + 5] == 255);
  BOOST_TEST(letters.classes[letters.train.targets[0]] == "a");
  BOOST_TEST(letters.classes[letters.test.targets[0]] == "z");
  write("letters", 0, 26);
  BOOST_CHECK_EXCEPTION(static_cast<void>(load_emnist<EmnistSplit::letters>(folder.path())), idx_error,
                        [](const idx_error& e) { return e.offset == 8 && e.expected == "a label from 1 to 26"; });

  // The classes of the 47 labels: emnist-balanced-mapping.txt.
  write("balanced", 36, 46);
  const auto [train, test] = load_emnist<EmnistSplit::balanced>(folder.path());
  const auto& classes = Emnist<EmnistSplit::balanced>::classes;
  BOOST_TEST(classes[train.targets[0]] == "a");
  BOOST_TEST(classes[test.targets[0]] == "t");
  BOOST_TEST(classes[35] == "Z");
  BOOST_TEST(classes.size() == 47u);
  write("balanced", 47, 0);
  BOOST_CHECK_EXCEPTION(static_cast<void>(load_emnist<EmnistSplit::balanced>(folder.path())), idx_error,
                        [](const idx_error& e) { return e.expected == "a label from 0 to 46"; });
  write("byclass", 61, 0);
  BOOST_TEST((load_emnist<EmnistSplit::by_class>(folder.path()).train.targets[0] == 61));
  write("bymerge", 46, 0);
  BOOST_TEST((load_emnist<EmnistSplit::by_merge>(folder.path()).train.targets[0] == 46));
  write("digits", 9, 0);
  BOOST_TEST((load_emnist<EmnistSplit::digits>(folder.path()).train.targets[0] == 9));
  BOOST_CHECK_EXCEPTION(
      static_cast<void>(load_emnist<EmnistSplit::mnist>(folder.path())), idx_error, [&](const idx_error& e) {
        return e.file == folder.path() + "/emnist-mnist-train-images-idx3-ubyte.gz" &&
               e.expected.find("emnist-mnist-test-labels-idx1-ubyte in one folder") != std::string::npos;
      });
}

BOOST_AUTO_TEST_SUITE_END()
