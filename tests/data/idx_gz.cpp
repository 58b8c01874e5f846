#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/idx_gz.hpp>
#include <sinew/random/distribution.hpp>

#include "allocations.hpp"
#include "temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_idx_gz)

using Bytes = std::vector<std::uint8_t>;

// Two images of 2 × 3 and their labels, packed by Python's gzip: tests/data/reference.py.
const Bytes images{0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0xe0, 0x60,
                   0x66, 0x60, 0x60, 0x60, 0x82, 0x62, 0x66, 0x2e, 0x6e, 0x1e, 0x5e, 0x3e, 0x7e, 0x01,
                   0x41, 0x21, 0x61, 0x11, 0x51, 0x00, 0x7f, 0x16, 0x74, 0x55, 0x1c, 0x00, 0x00, 0x00};
const Bytes labels{0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0xe0, 0x60, 0x64,
                   0x60, 0x60, 0x60, 0x62, 0x64, 0x00, 0x00, 0x58, 0x9d, 0x87, 0x8c, 0x0a, 0x00, 0x00, 0x00};
const std::vector<std::array<std::uint8_t, 6>> expected_images{{10, 11, 12, 13, 14, 15}, {16, 17, 18, 19, 20, 21}};

Bytes with(Bytes bytes, std::size_t index, std::uint8_t value) {
  bytes.at(index) = value;
  return bytes;
}
Bytes first(const Bytes& bytes, std::size_t count) {
  return Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
}
auto says(const std::string& word) {
  return [word](const idx_error& e) {
    BOOST_TEST_MESSAGE(e.what());
    return std::string(e.what()).find(word) != std::string::npos && std::string(e.what()).find(e.file) == 0;
  };
}

BOOST_AUTO_TEST_CASE(packed_and_plain) {
  const TemporaryFolder folder;
  const auto image_file = folder.write("images.gz", images), label_file = folder.write("labels.gz", labels);
  BOOST_TEST((read_idx_images_gz<2, 3>(image_file) == expected_images));
  BOOST_TEST((read_idx_labels_gz(label_file, 2) == Bytes{1, 0}));
  const auto data = read_idx_dataset_gz<2, 3>(image_file, label_file, 2);
  BOOST_TEST((data.inputs == expected_images));
  BOOST_TEST((data.targets == Bytes{1, 0}));
  const auto plain = folder.write("labels", Bytes{0, 0, 8, 1, 0, 0, 0, 2, 1, 0});
  BOOST_TEST((read_idx_labels_gz(plain, 2) == Bytes{1, 0}));
  BOOST_TEST((read_idx_dataset_gz<2, 3>(image_file, plain, 2).targets == Bytes{1, 0}));
}

// Two items of 2 × 1 × 3 doubles, tenths, packed by Python's struct and gzip: tests/data/reference.py.
BOOST_AUTO_TEST_CASE(other_types) {
  const Bytes doubles{0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0xe0, 0x63, 0x61, 0x60,
                      0x60, 0x60, 0x82, 0x62, 0x46, 0x20, 0x66, 0xde, 0xbf, 0x73, 0x26, 0x08, 0xcc, 0xb2, 0x87, 0xd2,
                      0x0e, 0x9a, 0x69, 0x60, 0xb0, 0xff, 0x26, 0x94, 0xaf, 0xc2, 0x00, 0x06, 0xf6, 0xcf, 0xa0, 0xe2,
                      0x8f, 0x8d, 0xc1, 0xc0, 0x41, 0x12, 0xaa, 0xef, 0x24, 0x84, 0x3e, 0x00, 0x53, 0xf7, 0x12, 0xaa,
                      0x8f, 0x0b, 0xa2, 0x1e, 0x00, 0x02, 0x81, 0xc8, 0xf5, 0x74, 0x00, 0x00, 0x00};
  const TemporaryFolder folder;
  const auto path = folder.write("doubles.gz", doubles), labels_of_two = folder.write("labels.gz", labels);
  const std::vector<std::array<double, 6>> expected{{-0.1, 0.1, 12.7, -0.4, 10, 0.7}, {-0.6, 6.4, 0.2, -10, 0.8, 3.3}};
  BOOST_TEST((read_idx_gz<double, 2, 1, 3>(path) == expected));
  BOOST_TEST((read_idx_gz<float, 2, 1, 3>(path)[1][5] == 3.3f));
  BOOST_TEST((read_idx_dataset_gz<double, 2, 1, 3>(path, labels_of_two, 2).inputs == expected));
  Bytes shorter = doubles;
  shorter.resize(shorter.size() - 20);
  BOOST_CHECK_EXCEPTION((static_cast<void>(read_idx_gz<double, 2, 1, 3>(folder.write("x.gz", shorter)))), idx_error,
                        says("truncated gzip"));
  // Transposed images of 3 rows and 2 columns, whose file says 2 × 3.
  const auto images_file = folder.write("images.gz", images);
  BOOST_TEST((read_idx_images_gz<3, 2>(images_file, {.transposed = true})[0] ==
              std::array<std::uint8_t, 6>{10, 13, 11, 14, 12, 15}));
  BOOST_TEST((read_idx_dataset_gz<3, 2>(images_file, labels_of_two, 2, {.transposed = true}).inputs[0][1] == 13));
}

BOOST_AUTO_TEST_CASE(damaged_gzip) {
  const TemporaryFolder folder;
  const auto refused = [&](const Bytes& bytes, const std::string& word) {
    BOOST_CHECK_EXCEPTION((static_cast<void>(read_idx_images_gz<2, 3>(folder.write("x.gz", bytes)))), idx_error,
                          says(word));
  };
  refused(first(images, images.size() - 1), "truncated gzip");  // in the length
  refused(first(images, images.size() - 6), "truncated gzip");  // in the checksum
  refused(first(images, 25), "truncated gzip");                 // in the data
  refused(first(images, 5), "truncated gzip");                  // in the header
  refused(with(images, 35, 0), "corrupt gzip (");               // the checksum
  refused(with(images, 38, 0), "corrupt gzip (");               // the length
  refused(with(images, 10, 0xff), "corrupt gzip (");            // the first block
  refused(with(images, 2, 7), "corrupt gzip (");                // the method
  refused({}, "an empty file");
  refused(first(images, 1), "the end of the file");
  refused(labels, "dimension count 1");
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_idx_labels_gz(folder.path() + "/none.gz", 2)), idx_error,
                        says("No such file or directory"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_idx_labels_gz(folder.path(), 2)), idx_error, says(reading_a_folder));
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_idx_labels_gz(folder.write("l.gz", labels), 1)), idx_error,
                        says("label 1"));
}

// A billion zeros are a megabyte of gzip; reading ends at what the header of the IDX file announces.
BOOST_AUTO_TEST_CASE(a_bomb_does_not_go_off) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/bomb.gz";
  const Bytes header{0, 0, 8, 1, 0, 0, 0, 2}, zeros(1 << 20);
  const gzFile file = gzopen(path.c_str(), "wb1");
  BOOST_REQUIRE(gzwrite(file, header.data(), static_cast<unsigned>(header.size())) == 8);
  for (int i = 0; i < 64; ++i)
    BOOST_REQUIRE(gzwrite(file, zeros.data(), static_cast<unsigned>(zeros.size())) == 1 << 20);
  BOOST_REQUIRE(gzclose(file) == Z_OK);
  largest_allocation = 0;
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_idx_labels_gz(path, 2)), idx_error,
                        says("at byte 10: found bytes after the last item"));
  const std::size_t largest = largest_allocation;
  BOOST_TEST(largest < (1u << 20));
}

// Any damage gives the data or an idx_error, nothing else.
BOOST_AUTO_TEST_CASE(damaged_bytes_never_do_harm) {
  const TemporaryFolder folder;
  Engine engine(1);
  std::size_t good = 0, bad = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    Bytes bytes = first(images, trial % 2 == 0 ? images.size() : uniform_index(engine, images.size()));
    for (std::size_t flips = uniform_index(engine, 3); flips > 0 && !bytes.empty(); --flips)
      bytes[uniform_index(engine, bytes.size())] ^= static_cast<std::uint8_t>(1u << uniform_index(engine, 8));
    const std::string path = folder.write("x.gz", bytes);
    try {
      BOOST_REQUIRE((read_idx_images_gz<2, 3>(path) == expected_images));  // the checksum lets nothing else through
      ++good;
    } catch (const idx_error& e) {
      BOOST_REQUIRE(e.file == path);
      ++bad;
    }
  }
  BOOST_TEST(good > 300u);
  BOOST_TEST(bad > 300u);
}

// Where the length is not known, the items come in blocks.
BOOST_AUTO_TEST_CASE(more_than_one_block) {
  const std::size_t count = 400'000;
  Bytes bytes{0, 0, 8, 3, 0, count >> 16, (count >> 8) & 255, count & 255, 0, 0, 0, 2, 0, 0, 0, 3};
  for (std::size_t i = 0; i < 6 * count; ++i) bytes.push_back(static_cast<std::uint8_t>(i % 251));
  const TemporaryFolder folder;
  const auto read = read_idx_images_gz<2, 3>(folder.write("images", bytes));
  BOOST_REQUIRE(read.size() == count);
  for (std::size_t i = 0; i < 6 * count; ++i) BOOST_REQUIRE(read[i / 6][i % 6] == i % 251);
  bytes.pop_back();
  const std::string truncated = folder.write("truncated", bytes);
  BOOST_CHECK_EXCEPTION((static_cast<void>(read_idx_images_gz<2, 3>(truncated))), idx_error,
                        says("at byte 2400015: found the end of the file after 399,999 whole items"));
}

BOOST_AUTO_TEST_SUITE_END()
