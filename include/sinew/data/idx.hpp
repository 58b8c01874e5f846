#pragma once
/// \file
/// Loaders of uncompressed IDX files (the format of MNIST): images as bytes, labels, or both as a Dataset; and items of
/// any element type and dimensions. data/idx_gz.hpp loads gzip.
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

/// Reads the items of a file, of these dimensions after the count: read_idx<float, 3, 32, 32>(path) gives
/// std::array<float, 3072>, read_idx<int>(path) numbers. T is the element type of the file (std::uint8_t,
/// std::int8_t, std::int16_t, std::int32_t, float or double); float and double are converted from every type.
/// Errors: idx_error, also for numbers that are infinite, NaN or beyond float.
template <class T, std::size_t... Dims>
[[nodiscard]] std::vector<IdxItem<T, Dims...>> read_idx(const std::string& path) {
  return _detail::idx_data<T, Dims...>(_detail::FileSource(path));
}

/// Reads the images of a file.
template <std::size_t Rows, std::size_t Cols>
[[nodiscard]] std::vector<IdxImage<Rows, Cols>> read_idx_images(const std::string& path,
                                                                const IdxOptions& options = {}) {
  return _detail::idx_images<Rows, Cols>(_detail::FileSource(path), options);
}

/// Reads the labels of a file; each must be below `classes`.
[[nodiscard]] inline std::vector<std::uint8_t> read_idx_labels(const std::string& path, std::size_t classes) {
  return _detail::idx_labels(_detail::FileSource(path), classes);
}

/// Reads images and their labels; both files must hold the same number of items.
template <std::size_t Rows, std::size_t Cols>
[[nodiscard]] IdxDataset<Rows, Cols> read_idx_dataset(const std::string& images, const std::string& labels,
                                                      std::size_t classes, const IdxOptions& options = {}) {
  return _detail::idx_dataset<Rows, Cols>(_detail::FileSource(images), _detail::FileSource(labels), classes, options);
}
/// Reads items of these dimensions, as `read_idx`, and their labels.
template <class T, std::size_t... Dims>
[[nodiscard]] Dataset<IdxItem<T, Dims...>, std::uint8_t> read_idx_dataset(const std::string& items,
                                                                          const std::string& labels,
                                                                          std::size_t classes) {
  return _detail::idx_typed_dataset<T, Dims...>(_detail::FileSource(items), _detail::FileSource(labels), classes);
}

/// Parses items from bytes in memory, as `read_idx`; `name` stands for the file in messages.
template <class T, std::size_t... Dims>
[[nodiscard]] std::vector<IdxItem<T, Dims...>> parse_idx(std::span<const std::uint8_t> bytes,
                                                         const std::string& name = "IDX in memory") {
  return _detail::idx_data<T, Dims...>(_detail::MemorySource(std::as_bytes(bytes), name));
}
/// Parses images from bytes in memory; `name` stands for the file in messages.
template <std::size_t Rows, std::size_t Cols>
[[nodiscard]] std::vector<IdxImage<Rows, Cols>> parse_idx_images(std::span<const std::uint8_t> bytes,
                                                                 const std::string& name = "images in memory",
                                                                 const IdxOptions& options = {}) {
  return _detail::idx_images<Rows, Cols>(_detail::MemorySource(std::as_bytes(bytes), name), options);
}
/// Parses labels from bytes in memory; each must be below `classes`.
[[nodiscard]] inline std::vector<std::uint8_t> parse_idx_labels(std::span<const std::uint8_t> bytes,
                                                                std::size_t classes,
                                                                const std::string& name = "labels in memory") {
  return _detail::idx_labels(_detail::MemorySource(std::as_bytes(bytes), name), classes);
}

}  // namespace sinew
