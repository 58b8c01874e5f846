#pragma once
/// \file
/// Loaders of uncompressed IDX files (the format of MNIST): images as bytes, labels, or both as a Dataset.
/// data/idx_gz.hpp loads gzip.
///
/// Each function returns complete, checked data or throws idx_error, which holds the file, the offset, what was found
/// and what was expected. The errors are: unreadable, empty or truncated files, a wrong magic number, element type or
/// shape, trailing bytes, a label ≥ classes, and different counts of images and labels. Without exceptions an error
/// aborts (see `fail`).

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/data/file.hpp>
#include <sinew/data/idx_parse.hpp>

namespace SINEW_NAMESPACE {

/// Reads the images of a file.
template <std::size_t Rows, std::size_t Cols>
[[nodiscard]] std::vector<IdxImage<Rows, Cols>> read_idx_images(const std::string& path) {
  return _detail::idx_images<Rows, Cols>(_detail::FileSource(path));
}

/// Reads the labels of a file; each must be below `classes`.
[[nodiscard]] inline std::vector<std::uint8_t> read_idx_labels(const std::string& path, std::size_t classes) {
  return _detail::idx_labels(_detail::FileSource(path), classes);
}

/// Reads images and their labels; both files must hold the same number of items.
template <std::size_t Rows, std::size_t Cols>
[[nodiscard]] IdxDataset<Rows, Cols> read_idx_dataset(const std::string& images, const std::string& labels,
                                                      std::size_t classes) {
  return _detail::idx_dataset<Rows, Cols>(_detail::FileSource(images), _detail::FileSource(labels), classes);
}

/// Parses images from bytes in memory; `name` stands for the file in messages.
template <std::size_t Rows, std::size_t Cols>
[[nodiscard]] std::vector<IdxImage<Rows, Cols>> parse_idx_images(std::span<const std::uint8_t> bytes,
                                                                 const std::string& name = "images in memory") {
  return _detail::idx_images<Rows, Cols>(_detail::MemorySource(std::as_bytes(bytes), name));
}
/// Parses labels from bytes in memory; each must be below `classes`.
[[nodiscard]] inline std::vector<std::uint8_t> parse_idx_labels(std::span<const std::uint8_t> bytes,
                                                                std::size_t classes,
                                                                const std::string& name = "labels in memory") {
  return _detail::idx_labels(_detail::MemorySource(std::as_bytes(bytes), name), classes);
}

}  // namespace sinew
