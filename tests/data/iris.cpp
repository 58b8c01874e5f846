#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include <sinew/data/csv.hpp>
#include <sinew/data/dataset.hpp>

#include "../../examples/data/iris.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_iris)

// The checkout: the build says where, otherwise it is looked for above the working folder and above this file.
std::string csv_path() {
  const auto above = [](std::filesystem::path folder) {
    for (; !folder.empty(); folder = folder == folder.parent_path() ? std::filesystem::path() : folder.parent_path())
      if (const auto path = folder / "examples/data/iris.csv"; std::filesystem::exists(path)) return path.string();
    return std::string();
  };
  const std::string path = above(std::filesystem::absolute(__FILE__).parent_path());
  return path.empty() ? above(std::filesystem::current_path()) : path;
}

// Fisher's table as R 4.2 has it: first and last flower, and the two where UCI's copy differs.
constexpr const examples::Iris& iris = examples::iris();
static_assert(iris.inputs[0] == std::array{5.1f, 3.5f, 1.4f, 0.2f} &&
              iris.inputs[149] == std::array{5.9f, 3.0f, 5.1f, 1.8f});
static_assert(iris.inputs[34] == std::array{4.9f, 3.1f, 1.5f, 0.2f} &&
              iris.inputs[37] == std::array{4.9f, 3.6f, 1.4f, 0.1f});
static_assert(DataView(iris.inputs, iris.targets).size() == 150);

BOOST_AUTO_TEST_CASE(class_means_are_the_published_ones) {
  constexpr std::array<std::array<double, 4>, 3> means{
      {{5.006, 3.428, 1.462, 0.246}, {5.936, 2.770, 4.260, 1.326}, {6.588, 2.974, 5.552, 2.026}}};
  for (std::size_t c = 0; c < 3; ++c)
    for (std::size_t j = 0; j < 4; ++j) {
      double sum = 0;
      int count = 0;
      for (std::size_t i = 0; i < 150; ++i)
        if (iris.targets[i] == c) {
          sum += double(iris.inputs[i][j]);
          ++count;
        }
      BOOST_TEST(count == 50);
      BOOST_TEST(std::abs(sum / 50 - means[c][j]) < 1e-6);
    }
}

BOOST_AUTO_TEST_CASE(csv_and_header_agree) {
  const CsvOptions options{.header = true, .classes = {examples::Iris::classes.begin(), examples::Iris::classes.end()}};
  const auto data = read_csv<4, std::uint8_t>(csv_path(), options);
  BOOST_REQUIRE(data.size() == 150u);
  for (std::size_t i = 0; i < 150; ++i) {
    BOOST_TEST((data.inputs[i] == iris.inputs[i]));
    BOOST_TEST(data.targets[i] == iris.targets[i]);
  }
}

BOOST_AUTO_TEST_SUITE_END()
