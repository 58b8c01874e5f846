#pragma once
/// IDX files, written.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "fuzz.hpp"

inline void add_big_endian(std::string& to, std::size_t n) {
  for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(n >> shift & 255);
}
inline std::string idx_file(const std::vector<std::uint8_t>& labels) {
  std::string bytes("\0\0\x08\x01", 4);
  add_big_endian(bytes, labels.size());
  return bytes.append(labels.begin(), labels.end());
}
/// Of images of 2 rows and 3 columns.
inline std::string idx_file(const std::vector<std::array<std::uint8_t, 6>>& images) {
  std::string bytes("\0\0\x08\x03", 4);
  for (const std::size_t n : {images.size(), std::size_t{2}, std::size_t{3}}) add_big_endian(bytes, n);
  for (const auto& image : images) bytes.append(image.begin(), image.end());
  return bytes;
}
inline std::vector<fuzz::Seed> idx_seeds() {
  using Images = std::vector<std::array<std::uint8_t, 6>>;
  std::string announced = idx_file(std::vector<std::uint8_t>{1, 2, 3});
  announced[4] = '\xff';
  return {
      {"labels", idx_file(std::vector<std::uint8_t>{0, 1, 9, 3})},
      {"label_10", idx_file(std::vector<std::uint8_t>{0, 10})},
      {"one_image", idx_file(Images{{1, 2, 3, 4, 5, 6}})},
      {"two_images", idx_file(Images{{1, 2, 3, 4, 5, 6}, {0, 255, 0, 255, 0, 255}})},
      {"no_labels", idx_file(std::vector<std::uint8_t>{})},
      {"four_thousand_million", announced},
      {"many_labels", idx_file(std::vector<std::uint8_t>(20'000, 1))},
      {"doubles", std::string("\0\0\x0e\4\0\0\0\1\0\0\0\2\0\0\0\1\0\0\0\2", 20) + std::string(32, '\x40')},
      {"infinite", std::string("\0\0\x0d\4\0\0\0\1\0\0\0\2\0\0\0\1\0\0\0\2\x7f\x80\0\0", 24) + std::string(12, '\0')},
      {"shorts", std::string("\0\0\x0b\4\0\0\0\1\0\0\0\2\0\0\0\1\0\0\0\2\xff\xfe\0\1\0\2\0\3", 28)},
      {"gzip", "\x1f\x8b\x08"}};
}
