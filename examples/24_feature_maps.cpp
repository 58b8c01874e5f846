// 24 · Feature maps: writes the learned filters, the outputs of each convolution, and the misclassified digits as PNG
// files.
//
//     24_feature_maps [--data DIR] [--to DIR]       --data: MNIST's folder, otherwise the environment variable
//                                                   SINEW_MNIST; --to: the folder for the pictures [.]
//
// A workspace for inspection keeps the output of every layer. Without MNIST the program draws its own digits. The
// files are filters.png, maps_1.png and maps_3.png (of layers 1 and 3), and mistakes.png. In filters and maps, black
// is the smallest value of a picture and white the largest.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <png.h>

#include <sinew/sinew.hpp>
#include <sinew/data/mnist.hpp>

#include "data/digits.hpp"

using namespace sinew;

using Digits = Net<Input<1, 28, 28>, Conv2D<8, 3, ReLU>, MaxPool2D<2>, Conv2D<16, 3, ReLU>, MaxPool2D<2>, Flatten,
                   Dense<400, 10, Softmax>>;

/// A grid of pictures of height × width, one pixel apart; each value becomes `zoom` × `zoom` pixels.
class Sheet {
 public:
  Sheet(std::size_t rows, std::size_t columns, std::size_t height, std::size_t width, std::size_t zoom)
      : cell_height_{height + 1},
        cell_width_{width + 1},
        height_{rows * (height + 1) - 1},
        width_{columns * (width + 1) - 1},
        zoom_{zoom},
        columns_{columns},
        values_(height_ * width_, 0.5f) {}

  /// Pixel (i, j) of picture number `place`, counted row by row.
  float& operator()(std::size_t place, std::size_t i, std::size_t j) {
    return values_[(place / columns_ * cell_height_ + i) * width_ + place % columns_ * cell_width_ + j];
  }
  /// Scales the values of a picture to 0 … 1.
  void stretch(std::size_t place) {
    float least = (*this)(place, 0, 0), most = least;
    each(place, [&](float& v) { least = v < least ? v : least, most = v > most ? v : most; });
    each(place, [&](float& v) { v = most > least ? (v - least) / (most - least) : 0; });
  }
  bool write(const std::string& file) const {
    std::vector<std::uint8_t> pixels;
    pixels.reserve(height_ * width_ * zoom_ * zoom_);
    for (std::size_t i = 0; i < height_ * zoom_; ++i)
      for (std::size_t j = 0; j < width_ * zoom_; ++j)
        pixels.push_back(static_cast<std::uint8_t>(255 * values_[i / zoom_ * width_ + j / zoom_]));
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width_ * zoom_);
    image.height = static_cast<png_uint_32>(height_ * zoom_);
    image.format = PNG_FORMAT_GRAY;
    const bool written = png_image_write_to_file(&image, file.c_str(), 0, pixels.data(), 0, nullptr) != 0;
    std::printf("%s: %s\n", file.c_str(), written ? "written" : image.message);
    return written;
  }

 private:
  template <class F> void each(std::size_t place, F f) {
    for (std::size_t i = 0; i + 1 < cell_height_; ++i)
      for (std::size_t j = 0; j + 1 < cell_width_; ++j) f((*this)(place, i, j));
  }
  std::size_t cell_height_, cell_width_, height_, width_, zoom_, columns_;
  std::vector<float> values_;
};

/// The output channels of layer I.
template <std::size_t I> static Sheet maps(const Workspace<Digits, 1, Mode::inspection>& w) {
  using Shape = typename Digits::layer<I>::output;
  return []<std::size_t C, std::size_t H, std::size_t W>(shape<C, H, W>, const auto& y) {
    Sheet sheet(C / 4, 4, H, W, 4);
    for (std::size_t c = 0; c < C; ++c) {
      for (std::size_t i = 0; i < H; ++i)
        for (std::size_t j = 0; j < W; ++j) sheet(c, i, j) = y(0, (c * H + i) * W + j);
      sheet.stretch(c);
    }
    return sheet;
  }(Shape{}, w.output<I>());
}

int main(int argc, char** argv) {
  const char* folder = std::getenv("SINEW_MNIST");
  std::string to = ".";
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--data") == 0) folder = argv[i + 1];
    if (std::strcmp(argv[i], "--to") == 0) to = argv[i + 1];
  }
  Mnist data;
  try {
    if (folder != nullptr && *folder != '\0') data = load_mnist(folder);
    else data = {examples::drawn_digits(3000, 1), examples::drawn_digits(1000, 2)};
  } catch (const Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
  Digits net;
  initialize(net, 1);
  fit<64>(net, data.train.subset(0, std::min<std::size_t>(data.train.size(), 20'000)), CrossEntropy{},
          Adam{.rate = 3e-3}, {.epochs = 3});

  Sheet filters(2, 4, 3, 3, 16);  // 8 filters of 3 × 3
  for (std::size_t o = 0; o < 8; ++o) {
    for (std::size_t r = 0; r < 3; ++r)
      for (std::size_t s = 0; s < 3; ++s) filters(o, r, s) = net.weight<1>(0, r, s, o);
    filters.stretch(o);
  }
  Workspace<Digits, 1, Mode::inspection> w;
  read_sample<float, 784>(data.test.inputs[0], w.x()[0].data());
  net.forward(w);

  Sheet mistakes(5, 10, 28, 28, 2);
  std::size_t wrong = 0;
  for (std::size_t n = 0; n < data.test.size(); ++n) {
    const std::size_t digit = net.predict(data.test.inputs[n]);
    if (digit == data.test.targets[n]) continue;
    if (wrong < 50)
      for (std::size_t p = 0; p < 784; ++p) mistakes(wrong, p / 28, p % 28) = data.test.inputs[n][p] / 255.0f;
    if (wrong++ < 10)
      std::printf("image %zu: label %d, predicted %zu\n", n, static_cast<int>(data.test.targets[n]), digit);
  }
  const double right = 1 - static_cast<double>(wrong) / static_cast<double>(data.test.size());
  std::printf("%.1f %% of %zu correct\n", 100 * right, data.test.size());
  const bool written = filters.write(to + "/filters.png") && maps<1>(w).write(to + "/maps_1.png") &&
                       maps<3>(w).write(to + "/maps_3.png") && mistakes.write(to + "/mistakes.png");
  return written && right > 0.9 ? 0 : 1;
}
