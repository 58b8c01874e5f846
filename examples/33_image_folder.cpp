// 33 · Image folder: a net learns the images of a folder that has one folder per class.
//
//     33_image_folder [--data DIR]       DIR/<class>/*.pgm or *.ppm of 16 × 16 pixels; without, it draws its own
//
// Its own images are circles, crosses and squares at random places, as PGM files in a temporary folder. For PNG write
// load_image_folder_png and include <sinew/io/png.hpp> (libpng: link sinew::png).

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <sinew/sinew.hpp>
#include <sinew/data/image_folder.hpp>
#include <sinew/report/text.hpp>

using namespace sinew;

constexpr std::size_t size = 16, classes = 3;
using Shapes = Net<Input<1, size, size>, Conv2D<8, 3, ReLU, Same>, MaxPool2D<2>, Conv2D<16, 3, ReLU>, MaxPool2D<2>,
                   Flatten, Dense<16 * 3 * 3, classes, Softmax>>;

/// Writes an image of a shape in white on noise.
static void draw(const std::string& shape, const std::filesystem::path& file, Engine& engine) {
  const double r = uniform(engine, 3.0, 5.0), x = uniform(engine, r, size - r), y = uniform(engine, r, size - r);
  std::ofstream to(file, std::ios::binary);
  to << "P5\n" << size << ' ' << size << "\n255\n";
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j) {
      const double dx = std::abs(static_cast<double>(j) - x), dy = std::abs(static_cast<double>(i) - y);
      const bool ink = shape == "circle"  ? std::abs(std::hypot(dx, dy) - r) < 0.8
                       : shape == "cross" ? std::abs(dx - dy) < 0.9 && dx < r
                                          : std::abs((dx > dy ? dx : dy) - r) < 0.8;
      to.put(static_cast<char>(static_cast<std::uint8_t>(uniform(engine, 0.0, 100.0) + (ink ? 155 : 0))));
    }
}

int main(int argc, char** argv) {
  std::filesystem::path own;
  std::string folder;
  if (argc == 3 && std::strcmp(argv[1], "--data") == 0) folder = argv[2];
  else {
    Engine engine(1);
    own = std::filesystem::temp_directory_path() / ("sinew-shapes-" + std::to_string(std::random_device{}()));
    for (const std::string shape : {"circle", "cross", "square"}) {
      std::filesystem::create_directories(own / shape);
      for (int i = 0; i < 200; ++i) draw(shape, own / shape / (std::to_string(i) + ".pgm"), engine);
    }
    folder = own.string();
  }
  int status = 2;
  try {
    const auto images = load_image_folder<1, size, size>(folder);
    if (images.classes.size() != classes) {
      std::fprintf(stderr, "%s: found %zu classes, expected %zu\n", folder.c_str(), images.classes.size(), classes);
      return 2;
    }
    const auto [train, test] = stratified_split(images.data, 0.25, 1);
    Shapes net;
    initialize(net, 1);
    const History history = fit<16>(net, train, CrossEntropy{}, Adam{.rate = 3e-3}, {.epochs = 12, .validation = test});
    std::printf("%s", to_string(history, 4).c_str());
    for (std::size_t c = 0; c < classes; ++c) std::printf("class %zu: %s\n", c, images.classes[c].c_str());
    std::printf("%s", to_string(confusion_matrix(net, test)).c_str());
    for (std::size_t i = 0, shown = 0; i < images.data.size() && shown < 3; ++i)
      if (net.predict(images.data.inputs[i]) != images.data.targets[i]) {
        std::printf("not recognized: %s\n", images.files[i].c_str());
        ++shown;
      }
    status = accuracy(net, test) > 0.9 ? 0 : 1;
  } catch (const Error& e) { std::fprintf(stderr, "%s\n", e.what()); }
  std::error_code ignored;
  if (!own.empty()) std::filesystem::remove_all(own, ignored);
  return status;
}
