#pragma once
/// \file
/// load_png and load_image_folder_png: read PNG images, one or a folder of them by class. They need libpng (the CMake
/// component `png`, target sinew::png).
///
///     const auto [data, classes, files] = load_image_folder_png<3, 32, 32>("flowers");
/// All kinds of PNG are read: grayscale, colour and palettes, of 1 to 16 bits, interlaced or not. Transparency, gamma
/// and colour profiles are ignored, as by Pillow's convert("RGB").
/// Source: libpng's manual; torchvision's ImageFolder.

#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <png.h>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/data/file.hpp>
#include <sinew/data/image_error.hpp>
#include <sinew/data/image_folder.hpp>
#include <sinew/data/pnm.hpp>
#include <sinew/data/printable.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {

/// A PNG file that libpng reads. Where libpng fails it jumps back into one of the two functions that call it, which
/// have nothing to destroy.
class PngFile {
 public:
  explicit PngFile(const std::string& path) : source_{path} {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, failed, warned);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ != nullptr) png_set_read_fn(png_, this, read_bytes);
  }
  ~PngFile() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngFile(const PngFile&) = delete;
  PngFile& operator=(const PngFile&) = delete;

  void read(const ImageSize& size, std::uint8_t* to) {
    if (info_ == nullptr) fail(image_error(source_.name(), "no memory for libpng", "some"));
    if (!read_header()) refuse();
    expect_image_size(source_.name(), png_get_image_width(png_, info_), png_get_image_height(png_, info_), size);
    if (!convert()) refuse();
    const std::size_t channels = png_get_channels(png_, info_), row = png_get_rowbytes(png_, info_);
    std::vector<std::uint8_t> pixels(row * size.height);
    std::vector<std::uint8_t*> rows(size.height);
    for (std::size_t r = 0; r < size.height; ++r) rows[r] = pixels.data() + r * row;
    if (!read_rows(rows.data())) refuse();
    to_planes(pixels.data(), channels, size, to);
  }

 private:
  [[noreturn]] void refuse() const {
    if (!source_.fault().empty()) fail(image_error(source_.name(), source_.fault(), "a readable file"));
    fail(image_error(source_.name(), "a file that is no PNG or damaged (" + printable(message_) + ")", "a PNG file"));
  }
  bool read_header() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_read_info(png_, info_);
    return true;
  }
  // Of every file: 8 bits, 1 or 3 channels.
  bool convert() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    const unsigned depth = png_get_bit_depth(png_, info_), colour = png_get_color_type(png_, info_);
    if (depth == 16) png_set_scale_16(png_);
    if (colour == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png_);
    if (colour == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(png_);
    png_set_strip_alpha(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }
  bool read_rows(std::uint8_t** rows) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_read_image(png_, rows);
    png_read_end(png_, nullptr);
    return true;
  }

  static void failed(png_structp png, png_const_charp message) {
    auto& self = *static_cast<PngFile*>(png_get_error_ptr(png));
    std::size_t i = 0;
    for (; message[i] != '\0' && i + 1 < sizeof self.message_; ++i) self.message_[i] = message[i];
    self.message_[i] = '\0';
    png_longjmp(png, 1);
  }
  static void warned(png_structp, png_const_charp) {}
  static void read_bytes(png_structp png, png_bytep to, std::size_t count) {
    if (static_cast<PngFile*>(png_get_io_ptr(png))->source_.read(to, count) < count)
      png_error(png, "the end of the file");
  }

  FileSource source_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  char message_[128]{};
};

inline void read_png(const std::string& path, const ImageSize& size, std::uint8_t* to) { PngFile(path).read(size, to); }
}  // namespace _detail

/// Reads a PNG file, which must have this size. Values of other depths are scaled to 0 … 255, transparency is ignored,
/// and grayscale and colour are converted as by `load_pnm`.
/// Errors: image_error, which names the file.
template <std::size_t Channels, std::size_t Height, std::size_t Width>
[[nodiscard]] ImageBytes<Channels, Height, Width> load_png(const std::string& path) {
  ImageBytes<Channels, Height, Width> image;
  _detail::read_png(path, _detail::image_size<Channels, Height, Width>(), image.data());
  return image;
}

/// Reads a folder of PNG, PGM and PPM files by class; otherwise as `load_image_folder`.
template <std::size_t Channels, std::size_t Height, std::size_t Width, class Label = std::uint8_t>
[[nodiscard]] ImageFolder<Channels, Height, Width, Label> load_image_folder_png(const std::string& folder) {
  return _detail::image_folder<Channels, Height, Width, Label>(folder, _detail::read_png);
}

}  // namespace sinew
