#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/pnm.hpp>
#include <sinew/random/distribution.hpp>

#include "../reference/image_files.hpp"
#include "allocations.hpp"
#include "temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_pnm)

BOOST_AUTO_TEST_CASE(files_of_pillow) {
  const TemporaryFolder folder;
  std::size_t count = 0;
  for (const auto& example : reference::image_files::examples) {
    const std::string name = example.name;
    if (!name.starts_with('p') || name.starts_with("png")) continue;
    const auto path = folder.write(name, std::vector<std::uint8_t>(example.bytes, example.bytes + example.size));
    BOOST_TEST((load_pnm<1, 3, 5>(path) == example.gray), name);
    BOOST_TEST((load_pnm<3, 3, 5>(path) == example.colour), name);
    ++count;
  }
  BOOST_TEST(count == 5u);
}

void refused(const std::string& bytes, const std::string& found, const std::string& expected) {
  const TemporaryFolder folder;
  const auto path = folder.write("image.pgm", bytes);
  BOOST_CHECK_EXCEPTION((static_cast<void>(load_pnm<1, 2, 3>(path))), image_error, [&](const image_error& e) {
    BOOST_TEST_MESSAGE(e.what());
    return e.file == path && e.found == found && e.expected == expected &&
           std::string(e.what()) == path + ": found " + found + ", expected " + expected;
  });
}

BOOST_AUTO_TEST_CASE(errors) {
  const std::string image = "P5 3 2 255\nabcdef";
  const TemporaryFolder folder;
  BOOST_TEST(
      (load_pnm<1, 2, 3>(folder.write("image", image)) == std::array<std::uint8_t, 6>{97, 98, 99, 100, 101, 102}));
  BOOST_TEST((load_pnm<1, 2, 3>(folder.write("line", image + "\n"))[5] == 102));
  refused("", "an empty file", "an image");
  refused("GIF89a", "a file that begins with \"GI\"", "P2, P3, P5 or P6, the formats of PGM and PPM");
  refused("P4 3 2\n", "a file that begins with \"P4\"", "P2, P3, P5 or P6, the formats of PGM and PPM");
  refused("P5 2 3 255\nabcdef", "an image of 3 rows of 2 pixels", "2 rows of 3 pixels");
  refused("P5 4294967295 2 255\n", "an image of 2 rows of 4,294,967,295 pixels", "2 rows of 3 pixels");
  refused("P5 4294967296 2 255\n", "\"4294967296 2\" at byte 3", "a width up to 4294967295");
  refused("P5 3 2", "the end of the file", "the largest value up to 65535");
  refused("P5 3 2 0\nabcdef", "0 as the largest value", "1 to 65535");
  refused("P5 3 2 70000\nabcdef", "\"70000?abcdef\" at byte 7", "the largest value up to 65535");
  refused("P5 3 2 255abcdef", "no blank before the pixels", "one");
  refused("P5 3 2 255\nabcde", "the end of the file after 5 pixels", "6 pixels");
  refused("P5 3 2 65535\nabcdefghijk", "the end of the file after 5 pixels", "6 pixels");
  refused("P6 3 2 255\nabcdef", "the end of the file after 2 pixels", "6 pixels");
  refused("P5 3 2 100\nabcdef", "a value of 101", "at most 100");
  refused(image + "g", "bytes after the last pixel", "the end of the file");
  refused("P2 3 2 9\n1 2 3 4 5", "the end of the file after 5 pixels", "6 pixels");
  refused("P2 3 2 9\n1 2 3 4 5 10", "\"10\" at byte 19", "a value of a pixel up to 9");
  refused("P2 3 2 9\n1 2 x 4 5 6", "\"x 4 5 6\" at byte 13", "a value of a pixel up to 9");
  BOOST_CHECK_THROW((static_cast<void>(load_pnm<1, 2, 3>(folder.path() + "/none"))), image_error);
}

// Any damage gives an image or an image_error, and takes no more memory than the file and the image.
BOOST_AUTO_TEST_CASE(damaged_files_never_do_harm) {
  const TemporaryFolder folder;
  Engine engine(1);
  std::size_t good = 0, bad = 0;
  for (int trial = 0; trial < 4000; ++trial) {
    std::string bytes =
        trial % 2 == 0 ? "P6 3 2 999\n" + std::string(36, '\1') : "P3 3 2 7 1 2 3 4 5 6 7 1 2 3 4 5 6 7 1 2 3 4 ";
    for (std::size_t flips = uniform_index(engine, 3); flips > 0; --flips)
      bytes[uniform_index(engine, bytes.size())] = static_cast<char>(uniform_index(engine, 128));
    const auto path = folder.write("image", bytes);
    largest_allocation = 0;
    try {
      static_cast<void>(load_pnm<3, 2, 3>(path));
      ++good;
    } catch (const image_error&) { ++bad; }
    const std::size_t largest = largest_allocation;
    BOOST_REQUIRE(largest < 10'000u);
  }
  BOOST_TEST(good > 500u);
  BOOST_TEST(bad > 500u);
}

BOOST_AUTO_TEST_SUITE_END()
