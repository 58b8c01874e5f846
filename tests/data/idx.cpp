#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/idx.hpp>
#include <sinew/random/distribution.hpp>

#include "../random/aborts.hpp"
#include "allocations.hpp"
#include "temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_idx)

using Bytes = std::vector<std::uint8_t>;

// Two images of 2 × 3 and their labels.
const Bytes images{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21};
const Bytes labels{0, 0, 8, 1, 0, 0, 0, 2, 1, 0};

Bytes with(Bytes bytes, std::size_t index, std::uint8_t value) {
  bytes.at(index) = value;
  return bytes;
}
Bytes first(const Bytes& bytes, std::size_t count) {
  return Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
}

// A predicate on the facts of an idx_error, all of which must also stand in its message.
auto says(std::uint64_t offset, const std::string& found, const std::string& expected) {
  return [=](const idx_error& e) {
    const std::string text = e.what();
    const bool facts = e.offset == offset && e.found == found && e.expected.find(expected) == 0;
    if (!facts) BOOST_TEST_MESSAGE(text);
    return facts && text.find(e.file) == 0 && text.find("byte " + std::to_string(offset)) != text.npos &&
           text.find(found) != text.npos;
  };
}

BOOST_AUTO_TEST_CASE(images_and_labels) {
  const auto read = parse_idx_images<2, 3>(images);
  BOOST_REQUIRE(read.size() == 2u);
  BOOST_TEST((read[0] == std::array<std::uint8_t, 6>{10, 11, 12, 13, 14, 15}));
  BOOST_TEST((read[1] == std::array<std::uint8_t, 6>{16, 17, 18, 19, 20, 21}));
  BOOST_TEST((parse_idx_labels(labels, 2) == Bytes{1, 0}));

  const TemporaryFolder folder;
  const auto image_file = folder.write("images", images), label_file = folder.write("labels", labels);
  BOOST_TEST((read_idx_images<2, 3>(image_file) == read));
  BOOST_TEST((read_idx_labels(label_file, 2) == Bytes{1, 0}));
  const auto data = read_idx_dataset<2, 3>(image_file, label_file, 2);
  BOOST_TEST((data.inputs == read));
  BOOST_TEST((data.targets == Bytes{1, 0}));
}

BOOST_AUTO_TEST_CASE(headers_that_are_wrong) {
  const auto refused = [](const Bytes& bytes, auto predicate) {
    BOOST_CHECK_EXCEPTION((static_cast<void>(parse_idx_images<2, 3>(bytes))), idx_error, predicate);
  };
  refused({}, says(0, "an empty file", "an IDX header"));
  refused(first(images, 3), says(3, "the end of the file", "an IDX header of 16 bytes"));
  refused(first(images, 10), says(10, "the end of the file", "the rest of the IDX header"));
  refused(with(images, 0, 80), says(0, "the bytes 80 0", "the bytes 0 0"));
  refused(with(images, 2, 13), says(2, "element type 13 (float)", "element type 8 (unsigned byte)"));
  refused(with(images, 3, 2), says(3, "dimension count 2", "3 (images: count, rows, columns)"));
  refused(labels, says(3, "dimension count 1", "3"));
  refused(with(images, 11, 3), says(8, "size 3", "size 2 (items of 2 × 3)"));
  refused(with(images, 12, 1), says(12, "size 16,777,219", "size 3 (items of 2 × 3)"));
  refused(first(with(images, 7, 0), 16), says(4, "0 items", "at least one"));
  refused({0x1f, 0x8b, 8, 0, 0}, says(0, "a gzip file", "a plain IDX file"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_idx_labels(images, 2)), idx_error,
                        says(3, "dimension count 3", "1 (labels: count)"));
}

BOOST_AUTO_TEST_CASE(contents_that_are_wrong) {
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_idx_images<2, 3>(first(images, 27)))), idx_error,
                        says(27, "the end of the file after 1 whole item", "2 items of 6 bytes"));
  Bytes longer = images;
  longer.push_back(0);
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_idx_images<2, 3>(longer))), idx_error,
                        says(28, "bytes after the last item", "the end of the file after 2 items"));
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_idx_images<2, 3>(with(images, 7, 1)))), idx_error,
                        says(22, "bytes after the last item", "the end of the file"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_idx_labels(with(labels, 9, 10), 10)), idx_error,
                        says(9, "label 10", "a label from 0 to 9"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(parse_idx_labels(labels, 1)), idx_error,
                        says(8, "label 1", "a label from 0 to 0"));
}

BOOST_AUTO_TEST_CASE(files_that_are_wrong) {
  const TemporaryFolder folder;
  const auto image_file = folder.write("images", images),
             one_label = folder.write("labels", first(with(labels, 7, 1), 9));
  BOOST_CHECK_EXCEPTION((static_cast<void>(read_idx_dataset<2, 3>(image_file, one_label, 2))), idx_error,
                        [&](const idx_error& e) {
                          return e.file == one_label && says(4, "1 label", "2, one for each image of " + image_file)(e);
                        });
  BOOST_CHECK_EXCEPTION((static_cast<void>(read_idx_images<2, 3>(folder.path() + "/none"))), idx_error,
                        says(0, "No such file or directory", "a readable file"));
  BOOST_CHECK_EXCEPTION((static_cast<void>(read_idx_images<2, 3>(folder.path()))), idx_error,
                        says(0, reading_a_folder, "a readable file"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_idx_labels(folder.write("empty", Bytes{}), 2)), idx_error,
                        says(0, "an empty file", "an IDX header"));
}

BOOST_AUTO_TEST_CASE(a_claimed_count_takes_no_memory) {
  Bytes claims = images;
  std::fill_n(claims.begin() + 4, 4, std::uint8_t{255});  // 4,294,967,295 images: 26 GB
  largest_allocation = 0;
  BOOST_CHECK_EXCEPTION((static_cast<void>(parse_idx_images<2, 3>(claims))), idx_error,
                        says(28, "the end of the file after 2 whole items", "4,294,967,295 items"));
  const std::size_t largest = largest_allocation;
  BOOST_TEST(largest < 1000u);
  BOOST_TEST(largest > 0u);
}

BOOST_AUTO_TEST_CASE(more_than_one_block) {
  const std::size_t count = 400'000;  // 2.4 MB, in blocks of one
  Bytes bytes{0, 0, 8, 3, 0, count >> 16, (count >> 8) & 255, count & 255, 0, 0, 0, 2, 0, 0, 0, 3};
  for (std::size_t i = 0; i < 6 * count; ++i) bytes.push_back(static_cast<std::uint8_t>(i % 251));
  const TemporaryFolder folder;
  const std::string path = folder.write("images", bytes);
  largest_allocation = 0;
  const auto read = read_idx_images<2, 3>(path);
  const std::size_t largest = largest_allocation;
  BOOST_TEST(largest == 6 * count);  // the length of the file is known
  BOOST_REQUIRE(read.size() == count);
  for (std::size_t i = 0; i < 6 * count; ++i) BOOST_REQUIRE(read[i / 6][i % 6] == i % 251);
}

BOOST_AUTO_TEST_CASE(preconditions) {
  BOOST_TEST(aborts([] { static_cast<void>(parse_idx_labels(labels, 0)); }));
}

// Any damage gives data or an idx_error, nothing else.
BOOST_AUTO_TEST_CASE(damaged_bytes_never_do_harm) {
  Engine engine(1);
  std::size_t good = 0, bad = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    const Bytes& valid = trial % 4 < 2 ? images : labels;
    Bytes bytes = first(valid, trial % 2 == 0 ? valid.size() : uniform_index(engine, valid.size()));
    for (std::size_t flips = uniform_index(engine, 3); flips > 0 && !bytes.empty(); --flips)
      bytes[uniform_index(engine, bytes.size())] ^= static_cast<std::uint8_t>(1u << uniform_index(engine, 8));
    try {
      if (&valid == &images) BOOST_REQUIRE((parse_idx_images<2, 3>(bytes).size() == 2u));
      else BOOST_REQUIRE(parse_idx_labels(bytes, 2).size() == 2u);
      ++good;
    } catch (const idx_error& e) {
      BOOST_REQUIRE(e.offset <= bytes.size());
      ++bad;
    }
  }
  BOOST_TEST(good > 1000u);
  BOOST_TEST(bad > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
