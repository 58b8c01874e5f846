#pragma once
/// \file
/// load_pnm: reads an image in Netpbm's formats PGM (grayscale) and PPM (colour), as text (P2, P3) or bytes (P5, P6),
/// of 8 or 16 bits. Nothing but the standard library is needed; io/png.hpp reads PNG.
///
///     const std::array<std::uint8_t, 784> digit = load_pnm<1, 28, 28>("seven.pgm");   // an input of Input<1, 28, 28>
/// Source: https://netpbm.sourceforge.net/doc/pgm.html and ppm.html.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/shape/characters.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/data/file.hpp>
#include <sinew/data/image_error.hpp>
#include <sinew/data/printable.hpp>

namespace SINEW_NAMESPACE {

/// An image of `Channels` planes of Height × Width bytes: pixel (r, c) of channel k is image[(k·Height + r)·Width + c],
/// the order of Input<Channels, Height, Width>. One channel is grayscale, three are red, green and blue.
template <std::size_t Channels, std::size_t Height, std::size_t Width> using ImageBytes =
    std::array<std::uint8_t, Channels * Height * Width>;

namespace _detail {

/// What every image of a data set must be.
struct ImageSize {
  std::size_t channels, height, width;
  std::size_t pixels() const noexcept { return height * width; }
};

template <std::size_t Channels, std::size_t Height, std::size_t Width> constexpr ImageSize image_size() noexcept {
  static_assert(Channels == 1 || Channels == 3, "images have 1 channel, grayscale, or 3: red, green and blue");
  static_assert(Height > 0 && Width > 0, "an image has at least one row and one column");
  return {Channels, Height, Width};
}

inline void expect_image_size(const std::string& file, std::uint64_t width, std::uint64_t height,
                              const ImageSize& size) {
  if (width == size.width && height == size.height) return;
  const auto text = [](std::uint64_t w, std::uint64_t h) {
    return std::string(counted(h, "row").text) + " of " + counted(w, "pixel").text;
  };
  fail(image_error(file, "an image of " + text(width, height), text(size.width, size.height)));
}

/// Pixels of 1 or 3 interleaved channels (2 or 4 with a transparency, which is ignored) of 8 bits as planes of the
/// channels that are asked for. Grayscale is repeated; colour becomes its luma (299·R + 587·G + 114·B)/1000 in the
/// arithmetic of Pillow's convert("L").
inline void to_planes(const std::uint8_t* pixels, std::size_t channels, const ImageSize& size, std::uint8_t* to) {
  for (std::size_t p = 0; p < size.pixels(); ++p) {
    const std::uint8_t* const pixel = pixels + p * channels;
    if (size.channels == 3)
      for (std::size_t k = 0; k < 3; ++k) to[k * size.pixels() + p] = pixel[channels >= 3 ? k : 0];
    else if (channels < 3) to[p] = pixel[0];
    else to[p] = static_cast<std::uint8_t>((19595u * pixel[0] + 38470u * pixel[1] + 7471u * pixel[2] + 0x8000u) >> 16);
  }
}

/// Reads the parts of a PNM file.
class PnmReader {
 public:
  PnmReader(std::string_view text, const std::string& file) : text_{text}, file_{file} {}

  void read(const ImageSize& size, std::uint8_t* to) {
    if (text_.empty()) fail(image_error(file_, "an empty file", "an image"));
    const char format = text_.size() > 1 && text_[0] == 'P' ? text_[1] : '\0';
    if (format != '2' && format != '3' && format != '5' && format != '6')
      fail(image_error(file_, "a file that begins with " + _detail::quoted(text_.substr(0, 2)),
                       "P2, P3, P5 or P6, the formats of PGM and PPM"));
    at_ = 2;
    const std::uint64_t width = number("a width", most_size), height = number("a height", most_size);
    expect_image_size(file_, width, height, size);
    const auto most = static_cast<std::uint32_t>(number("the largest value", 65535));
    if (most == 0) fail(image_error(file_, "0 as the largest value", "1 to 65535"));
    const std::size_t channels = format == '3' || format == '6' ? 3 : 1, count = size.pixels() * channels;
    const std::size_t bytes = most > 255 ? 2 : 1;
    const bool plain = format < '4';
    if (!plain) {
      if (at_ == text_.size() || !is_space(text_[at_])) fail(image_error(file_, "no blank before the pixels", "one"));
      ++at_;
      if ((text_.size() - at_) / bytes < count) refuse_end((text_.size() - at_) / bytes / channels, size);
    }
    std::vector<std::uint8_t> pixels(count);
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t value = 0;
      if (plain) {
        if (!skip()) refuse_end(i / channels, size);
        value = static_cast<std::uint32_t>(number("a value of a pixel", most));
      } else {
        for (std::size_t b = 0; b < bytes; ++b) value = value << 8 | static_cast<std::uint8_t>(text_[at_++]);
        if (value > most)
          fail(image_error(file_, "a value of " + std::to_string(value), "at most " + std::to_string(most)));
      }
      pixels[i] = static_cast<std::uint8_t>((value * 255u + most / 2) / most);
    }
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (at_ < text_.size()) fail(image_error(file_, "bytes after the last pixel", "the end of the file"));
    to_planes(pixels.data(), channels, size, to);
  }

 private:
  static constexpr std::uint64_t most_size = 0xffffffff;
  static bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
  // Skips blanks and comments; returns false at the end.
  bool skip() noexcept {
    while (at_ < text_.size() && (is_space(text_[at_]) || text_[at_] == '#'))
      if (text_[at_++] == '#')
        while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    return at_ < text_.size();
  }
  std::uint64_t number(const char* what, std::uint64_t most) {
    skip();
    std::uint64_t value = 0;
    const std::size_t begin = at_;
    for (; at_ < text_.size() && is_digit(text_[at_]) && value <= most; ++at_)
      value = value * 10 + static_cast<std::uint64_t>(text_[at_] - '0');
    if (at_ == begin || value > most)
      fail(image_error(file_,
                       at_ == text_.size() && at_ == begin
                           ? "the end of the file"
                           : _detail::quoted(text_.substr(begin, 12)) + " at byte " + std::to_string(begin),
                       std::string(what) + " up to " + std::to_string(most)));
    return value;
  }
  [[noreturn]] void refuse_end(std::size_t pixels, const ImageSize& size) const {
    fail(image_error(file_, std::string("the end of the file after ") + counted(pixels, "pixel").text,
                     counted(size.pixels(), "pixel").text));
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
};

inline void read_pnm(const std::string& path, const ImageSize& size, std::uint8_t* to) {
  FileSource source{path};
  const std::string text = _detail::read_all(source);
  if (!source.fault().empty()) fail(image_error(path, source.fault(), "a readable file"));
  PnmReader(text, path).read(size, to);
}
}  // namespace _detail

/// Reads a PGM or PPM file, which must have this size. Values are scaled to 0 … 255 and rounded. Grayscale becomes
/// three equal channels where three are asked for, and colour its luma where one is: (299·R + 587·G + 114·B)/1000
/// (ITU-R BT.601, as Pillow's convert("L") and torchvision's Grayscale).
/// Errors: image_error, which names the file.
template <std::size_t Channels, std::size_t Height, std::size_t Width>
[[nodiscard]] ImageBytes<Channels, Height, Width> load_pnm(const std::string& path) {
  ImageBytes<Channels, Height, Width> image;
  _detail::read_pnm(path, _detail::image_size<Channels, Height, Width>(), image.data());
  return image;
}

}  // namespace sinew
