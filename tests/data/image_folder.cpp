#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sinew/data/image_folder.hpp>

#include "temporary.hpp"

using namespace sinew;

BOOST_AUTO_TEST_SUITE(data_image_folder)

struct Folder : TemporaryFolder {
  std::string add(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories(std::filesystem::path(path() + "/" + name).parent_path());
    return write(name, bytes);
  }
};
template <class Label = std::uint8_t>
void refused(const Folder& folder, const std::string& file, const std::string& found, const std::string& expected) {
  BOOST_CHECK_EXCEPTION((static_cast<void>(load_image_folder<1, 1, 2, Label>(folder.path()))), image_error,
                        [&](const image_error& e) {
                          BOOST_TEST_MESSAGE(e.what());
                          return std::filesystem::path(e.file) == std::filesystem::path(folder.path() + file) &&
                                 e.found == found && e.expected == expected;
                        });
}

BOOST_AUTO_TEST_CASE(classes_are_folders) {
  const Folder folder;
  folder.add("rose/b.PGM", "P5 2 1 255\n34");
  folder.add("rose/a.pgm", "P5 2 1 255\n12");
  folder.add("daisy/more/c.ppm", "P6 2 1 255\nAAABBB");
  folder.add("daisy/notes.txt", "no image");
  folder.add("daisy/.hidden.pgm", "no image");
  folder.add(".git/x.pgm", "no image");
  folder.add("readme.pgm", "no image");
  const auto [data, classes, files] = load_image_folder<1, 1, 2>(folder.path());
  BOOST_TEST((classes == std::vector<std::string>{"daisy", "rose"}));
  BOOST_TEST((data.targets == std::vector<std::uint8_t>{0, 1, 1}));
  BOOST_TEST((data.inputs == std::vector<ImageBytes<1, 1, 2>>{{'A', 'B'}, {'1', '2'}, {'3', '4'}}));
  BOOST_REQUIRE(files.size() == 3u);
  BOOST_TEST((std::filesystem::path(files[2]) == std::filesystem::path(folder.path() + "/rose/b.PGM")));
  BOOST_TEST((load_image_folder<3, 1, 2, int>(folder.path()).data.inputs[1] ==
              ImageBytes<3, 1, 2>{'1', '2', '1', '2', '1', '2'}));
}

BOOST_AUTO_TEST_CASE(errors) {
  const Folder folder;
  refused(folder, "", "no folders in it", "one for each class, with its images");
  folder.add("a/1.pgm", "P5 2 1 255\n12");
  folder.add("b/1.pgm", "P5 1 2 255\n12");
  refused(folder, "/b/1.pgm", "an image of 2 rows of 1 pixel", "1 row of 2 pixels");
  folder.add("b/1.pgm", "P5 2 1 255\n1");
  refused(folder, "/b/1.pgm", "the end of the file after 1 pixel", "2 pixels");
  folder.add("b/1.pgm", "P5 2 1 255\n12");
  folder.add("b/2.png", "");
  refused(folder, "/b/2.png", "a PNG file", "PGM or PPM (load_image_folder_png of <sinew/io/png.hpp> reads PNG)");
  std::filesystem::remove(folder.path() + "/b/2.png");
  folder.add("b/2.jpeg", "");
  refused(folder, "/b/2.jpeg", "another format", "PGM or PPM");
  std::filesystem::remove(folder.path() + "/b/2.jpeg");
  folder.add("c/notes.txt", "");
  refused(folder, "/c", "no images", "at least one, as the folder is a class");
  for (int i = 0; i < 126; ++i) folder.add("d" + std::to_string(i) + "/1.pgm", "P5 2 1 255\n12");
  refused<std::int8_t>(folder, "", "129 classes", "at most 128 (or another type of labels)");
  BOOST_CHECK_EXCEPTION((static_cast<void>(load_image_folder<1, 1, 2>(folder.path() + "/none"))), image_error,
                        [](const image_error& e) { return e.expected == "a readable folder"; });
}

BOOST_AUTO_TEST_SUITE_END()
