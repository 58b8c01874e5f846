/// IDX files of every element type and several dimensions, and transposed images.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/idx.hpp>

#include "allocations.hpp"
#include "temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_idx_types)

using Bytes = std::vector<std::uint8_t>;

// Two items of 2 × 1 × 3 numbers, packed by Python's struct: reference.py.
const Bytes unsigned_bytes{0, 0, 8, 4, 0, 0, 0,   2, 0,   0, 0, 2,  0, 0,  0, 1,
                           0, 0, 0, 3, 0, 1, 127, 3, 100, 7, 5, 64, 2, 99, 8, 33};
const Bytes signed_bytes{0, 0, 9, 4, 0,   0, 0,   2,   0,   0, 0,   2,  0, 0,   0, 1,
                         0, 0, 0, 3, 255, 1, 127, 252, 100, 7, 250, 64, 2, 156, 8, 33};
const Bytes shorts{0, 0,   11, 4,  0,   0,   0,  2,  0, 0,   0,   2,  0,  0, 0, 1,   0,   0,   0, 3,  255, 56,
                   0, 200, 99, 56, 252, 224, 78, 32, 5, 120, 251, 80, 50, 0, 1, 144, 177, 224, 6, 64, 25,  200};
const Bytes ints{0,   0, 12, 4,   0,   0,   0,   2,  0,   0,   0,   2,   0,   0,   0,   1,   0,
                 0,   0, 3,  255, 103, 105, 128, 0,  152, 150, 128, 75,  178, 169, 128, 253, 157,
                 166, 0, 59, 154, 202, 0,   4,   44, 29,  128, 252, 108, 121, 0,   38,  37,  160,
                 0,   1, 49, 45,  0,   196, 101, 54, 0,   4,   196, 180, 0,   19,  171, 102, 128};
const Bytes floats{0, 0,  13, 4, 0, 0,  0,   2,   0, 0,   0,   2,  0, 0,  0,  1,   0, 0,  0,  3,   190, 0,   0,
                   0, 62, 0,  0, 0, 65, 126, 0,   0, 191, 0,   0,  0, 65, 72, 0,   0, 63, 96, 0,   0,   191, 64,
                   0, 0,  65, 0, 0, 0,  62,  128, 0, 0,   193, 72, 0, 0,  63, 128, 0, 0,  64, 132, 0,   0};
const Bytes doubles{0,   0,   14,  4,   0,   0,   0,   2,   0,   0,   0,   2,   0,   0,   0,   1,   0,  0,  0,   3,
                    191, 185, 153, 153, 153, 153, 153, 154, 63,  185, 153, 153, 153, 153, 153, 154, 64, 41, 102, 102,
                    102, 102, 102, 102, 191, 217, 153, 153, 153, 153, 153, 154, 64,  36,  0,   0,   0,  0,  0,   0,
                    63,  230, 102, 102, 102, 102, 102, 102, 191, 227, 51,  51,  51,  51,  51,  51,  64, 25, 153, 153,
                    153, 153, 153, 154, 63,  201, 153, 153, 153, 153, 153, 154, 192, 36,  0,   0,   0,  0,  0,   0,
                    63,  233, 153, 153, 153, 153, 153, 154, 64,  10,  102, 102, 102, 102, 102, 102};

template <class T> using Items = std::vector<std::array<T, 6>>;
const Items<std::uint8_t> expected_bytes{{0, 1, 127, 3, 100, 7}, {5, 64, 2, 99, 8, 33}};
// What the other files hold, times a factor.
const Items<double> signed_numbers{{-1, 1, 127, -4, 100, 7}, {-6, 64, 2, -100, 8, 33}};

template <class T> Items<T> times(double factor, double divisor = 1) {
  Items<T> result;
  for (const auto& item : signed_numbers) {
    result.emplace_back();
    for (std::size_t i = 0; i < 6; ++i) result.back()[i] = static_cast<T>(item[i] * factor / divisor);
  }
  return result;
}
template <class T> Items<T> parsed(const Bytes& bytes) { return parse_idx<T, 2, 1, 3>(bytes); }

Bytes with(Bytes bytes, std::size_t index, std::uint8_t value) {
  bytes.at(index) = value;
  return bytes;
}
template <class T, std::size_t... Dims>
void refused(const Bytes& bytes, std::uint64_t offset, const std::string& found, const std::string& expected) {
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_idx<T, Dims...>(bytes))), idx_error, [&](const idx_error& e) {
    BOOST_TEST_MESSAGE(e.what());
    return e.offset == offset && e.found == found && e.expected == expected &&
           std::string(e.what()).find(found) != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(every_type) {
  static_assert(std::is_same_v<decltype(parse_idx<float, 2, 1, 3>(unsigned_bytes)), Items<float>>);
  BOOST_TEST((parsed<std::uint8_t>(unsigned_bytes) == expected_bytes));
  BOOST_TEST((parsed<std::int8_t>(signed_bytes) == times<std::int8_t>(1)));
  BOOST_TEST((parsed<std::int16_t>(shorts) == times<std::int16_t>(200)));
  BOOST_TEST((parsed<std::int32_t>(ints) == times<std::int32_t>(10'000'000)));
  BOOST_TEST((parsed<float>(floats) == times<float>(1, 8)));
  BOOST_TEST((parsed<double>(doubles) == times<double>(1, 10)));
}

BOOST_AUTO_TEST_CASE(conversions_to_floating_point) {
  BOOST_TEST((parsed<float>(unsigned_bytes)[0] == std::array<float, 6>{0, 1, 127, 3, 100, 7}));
  BOOST_TEST((parsed<double>(signed_bytes) == times<double>(1)));
  BOOST_TEST((parsed<float>(shorts) == times<float>(200)));
  BOOST_TEST((parsed<float>(ints) == times<float>(10'000'000)));
  BOOST_TEST((parsed<double>(ints) == times<double>(10'000'000)));
  BOOST_TEST((parsed<double>(floats) == times<double>(1, 8)));
  BOOST_TEST((parsed<float>(doubles) == times<float>(1, 10)));
}

BOOST_AUTO_TEST_CASE(numbers_without_dimensions) {
  const Bytes two{0, 0, 12, 1, 0, 0, 0, 2, 0, 0, 1, 0, 255, 255, 255, 254};
  BOOST_TEST((parse_idx<std::int32_t>(two) == std::vector<std::int32_t>{256, -2}));
  BOOST_TEST((parse_idx<float>(two) == std::vector<float>{256, -2}));
}

BOOST_AUTO_TEST_CASE(files) {
  const TemporaryFolder folder;
  const auto items = folder.write("items", floats),
             labels = folder.write("labels", Bytes{0, 0, 8, 1, 0, 0, 0, 2, 3, 0}),
             one = folder.write("one", Bytes{0, 0, 8, 1, 0, 0, 0, 1, 3});
  BOOST_TEST((read_idx<float, 2, 1, 3>(items) == times<float>(1, 8)));
  const auto data = read_idx_dataset<float, 2, 1, 3>(items, labels, 4);
  static_assert(std::is_same_v<decltype(data), const Dataset<std::array<float, 6>, std::uint8_t>>);
  BOOST_TEST((data.inputs == times<float>(1, 8)));
  BOOST_TEST((data.targets == Bytes{3, 0}));
  BOOST_CHECK_EXCEPTION((static_cast<void>(read_idx_dataset<float, 2, 1, 3>(items, one, 4))), idx_error,
                        [&](const idx_error& e) { return e.file == one && e.found == "1 label"; });
}

BOOST_AUTO_TEST_CASE(errors) {
  refused<std::int16_t, 2, 1, 3>(floats, 2, "element type 13 (float)", "element type 11 (short)");
  refused<std::int32_t, 2, 1, 3>(with(ints, 2, 10), 2, "element type 10", "element type 12 (int)");
  refused<float, 2, 1, 3>(with(ints, 2, 10), 2, "element type 10", "element type 8, 9, 11, 12, 13 or 14");
  refused<float, 2, 3>(floats, 3, "dimension count 4", "3 (count × 2 × 3)");
  refused<float>(floats, 3, "dimension count 4", "1 (count)");
  refused<float, 2, 2, 3>(floats, 12, "size 1", "size 2 (items of 2 × 2 × 3)");
  Bytes shorter = doubles;
  shorter.pop_back();
  refused<double, 2, 1, 3>(shorter, doubles.size() - 1, "the end of the file after 1 whole item",
                           "2 items of 48 bytes, as the header says");
  refused<float, 2, 1, 3>(shorter, doubles.size() - 1, "the end of the file after 1 whole item",
                          "2 items of 48 bytes, as the header says");
  Bytes longer = shorts;
  longer.push_back(0);
  refused<float, 2, 1, 3>(longer, shorts.size(), "bytes after the last item", "the end of the file after 2 items");
  // The second number of a file: infinite, NaN, beyond float.
  Bytes infinite = with(with(floats, 24, 0x7f), 25, 0x80);
  refused<float, 2, 1, 3>(infinite, 24, "a number that is infinite or NaN", "finite numbers");
  refused<double, 2, 1, 3>(with(infinite, 27, 1), 24, "a number that is infinite or NaN", "finite numbers");
  refused<double, 2, 1, 3>(with(with(doubles, 28, 0xff), 29, 0xf0), 28, "a number that is infinite or NaN",
                           "finite numbers");
  const Bytes large = with(with(doubles, 28, 0x7f), 29, 0xe0);
  refused<float, 2, 1, 3>(large, 28, "a number beyond the range of float", "smaller ones (or double as the type)");
  BOOST_TEST(std::isfinite(parse_idx<double, 2, 1, 3>(large)[0][1]));
}

// The letter L of 3 rows and 2 columns in the order of MATLAB's arrays, as EMNIST has it: reference.py.
BOOST_AUTO_TEST_CASE(transposed_images) {
  const Bytes letter{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 3, 5, 2, 4, 6};
  const std::vector<IdxImage<3, 2>> expected{{1, 2, 3, 4, 5, 6}};
  BOOST_TEST((parse_idx_images<3, 2>(letter, "letter", {.transposed = true}) == expected));
  const TemporaryFolder folder;
  const auto images = folder.write("images", letter), labels = folder.write("labels", Bytes{0, 0, 8, 1, 0, 0, 0, 1, 3});
  BOOST_TEST((read_idx_images<3, 2>(images, {.transposed = true}) == expected));
  BOOST_TEST((read_idx_dataset<3, 2>(images, labels, 4, {.transposed = true}).inputs == expected));
  BOOST_CHECK_EXCEPTION((static_cast<void>(read_idx_images<2, 3>(images, {.transposed = true}))), idx_error,
                        [](const idx_error& e) { return e.offset == 8 && e.found == "size 2"; });
}

BOOST_AUTO_TEST_CASE(memory) {
  const TemporaryFolder folder;
  Bytes many{0, 0, 11, 2, 0, 1, 0, 0, 0, 0, 0, 6};
  many.resize(12 + 65536 * 12, 7);
  const auto path = folder.write("many", many);
  largest_allocation = 0;
  const auto read = read_idx<float, 6>(path);
  const std::size_t largest = largest_allocation;
  BOOST_TEST(largest == 65536u * 24u);  // exactly the items
  BOOST_TEST(read.size() == 65536u);
  BOOST_TEST(read.back()[5] == 7 * 256 + 7);
  largest_allocation = 0;
  BOOST_CHECK_THROW((static_cast<void>(parse_idx<float, 6>(with(many, 4, 255)))), idx_error);
  const std::size_t claimed = largest_allocation;
  BOOST_TEST(claimed < 2 * many.size());  // the copy of the bytes
}

BOOST_AUTO_TEST_SUITE_END()
