#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/io/png.hpp>
#include <sinew/random/distribution.hpp>

#include "../data/temporary.hpp"
#include "../reference/image_files.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(io_png)

using Bytes = std::vector<std::uint8_t>;
Bytes bytes_of(const reference::image_files::example& example) {
  return Bytes(example.bytes, example.bytes + example.size);
}

BOOST_AUTO_TEST_CASE(files_of_pillow) {
  const TemporaryFolder folder;
  std::size_t count = 0;
  for (const auto& example : reference::image_files::examples) {
    const std::string name = example.name;
    if (!name.starts_with("png")) continue;
    const auto path = folder.write(name, bytes_of(example));
    BOOST_TEST((load_png<3, 3, 5>(path) == example.colour), name);
    BOOST_TEST((load_png<1, 3, 5>(path) == example.gray), name);
    ++count;
  }
  BOOST_TEST(count == 8u);
}

BOOST_AUTO_TEST_CASE(a_folder_of_both_formats) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() + "/b");
  std::filesystem::create_directory(folder.path() + "/a");
  const auto& examples = reference::image_files::examples;
  std::size_t colour = 0, text = 0;
  for (std::size_t i = 0; i < std::size(examples); ++i) {
    if (examples[i].name == std::string("png_colour")) colour = i;
    if (examples[i].name == std::string("pgm_text")) text = i;
  }
  folder.write("b/1.png", bytes_of(examples[colour]));
  folder.write("a/2.pgm", bytes_of(examples[text]));
  const auto [data, classes, files] = load_image_folder_png<3, 3, 5>(folder.path());
  BOOST_TEST((classes == std::vector<std::string>{"a", "b"}));
  BOOST_TEST((data.targets == Bytes{0, 1}));
  BOOST_TEST((data.inputs[0] == examples[text].colour));
  BOOST_TEST((data.inputs[1] == examples[colour].colour));
  BOOST_CHECK_EXCEPTION((static_cast<void>(load_image_folder_png<3, 5, 3>(folder.path()))), image_error,
                        [](const image_error& e) {
                          return e.file.find("2.pgm") != std::string::npos &&
                                 e.found == "an image of 3 rows of 5 pixels" && e.expected == "5 rows of 3 pixels";
                        });
  folder.write("a/3.jpg", Bytes{});
  BOOST_CHECK_EXCEPTION((static_cast<void>(load_image_folder_png<3, 3, 5>(folder.path()))), image_error,
                        [](const image_error& e) { return e.expected == "PNG, PGM or PPM"; });
}

BOOST_AUTO_TEST_CASE(errors) {
  const TemporaryFolder folder;
  const Bytes whole = bytes_of(reference::image_files::examples[0]);
  const auto refused = [&](const Bytes& bytes, const std::string& found) {
    const auto path = folder.write("image.png", bytes);
    BOOST_CHECK_EXCEPTION((static_cast<void>(load_png<1, 3, 5>(path))), image_error, [&](const image_error& e) {
      BOOST_TEST_MESSAGE(e.what());
      return e.file == path && e.found.find(found) == 0;
    });
  };
  refused({}, "a file that is no PNG or damaged");
  refused({'P', '5', ' ', '3', ' ', '5', ' ', '9', '\n'}, "a file that is no PNG or damaged (Not a PNG file)");
  refused(Bytes(whole.begin(), whole.begin() + 40), "a file that is no PNG or damaged (the end of the file)");
  Bytes damaged = whole;
  damaged[20] ^= 1;
  refused(damaged, "a file that is no PNG or damaged (IHDR: CRC error)");
  const auto path = folder.write("image.png", whole);
  BOOST_CHECK_EXCEPTION((static_cast<void>(load_png<1, 5, 3>(path))), image_error, [](const image_error& e) {
    return e.found == "an image of 3 rows of 5 pixels" && e.expected == "5 rows of 3 pixels";
  });
  BOOST_CHECK_EXCEPTION(
      (static_cast<void>(load_png<1, 3, 5>(folder.path() + "/none"))), image_error,
      [](const image_error& e) { return e.found == "No such file or directory" && e.expected == "a readable file"; });
}

// Any damage gives an image or an image_error.
BOOST_AUTO_TEST_CASE(damaged_files_never_do_harm) {
  const TemporaryFolder folder;
  Engine engine(1);
  std::size_t bad = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    const auto& examples = reference::image_files::examples;
    Bytes bytes = bytes_of(examples[static_cast<std::size_t>(trial) % 8]);
    for (std::size_t flips = 1 + uniform_index(engine, 3); flips > 0; --flips)
      bytes[uniform_index(engine, bytes.size())] ^= static_cast<std::uint8_t>(1u << uniform_index(engine, 8));
    try {
      static_cast<void>(load_png<3, 3, 5>(folder.write("image", bytes)));
    } catch (const image_error&) { ++bad; }
  }
  BOOST_TEST(bad > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
