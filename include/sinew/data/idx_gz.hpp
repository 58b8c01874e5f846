#pragma once
/// \file
/// Loaders of gzip-compressed or plain IDX files: the read functions of data/idx.hpp with the suffix `_gz`. They
/// need zlib (link -lz), so the umbrella header does not include them.
///
/// idx_error also reports corrupt and truncated gzip (bad header, data, checksum or length). Bytes are unpacked as
/// needed and never beyond what the IDX header announces, so a small file cannot fill the memory.

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <zlib.h>

#include <sinew/config/namespace.hpp>
#include <sinew/data/idx_parse.hpp>

namespace SINEW_NAMESPACE {

namespace _detail {
/// A file that zlib unpacks while reading; a file that is not gzip is read unchanged.
class GzSource {
 public:
  explicit GzSource(std::string path) : path_{(std::move)(path)}, file_{gzopen(path_.c_str(), "rb")} {
    if (!file_) fault_ = std::strerror(errno);
  }
  const std::string& name() const noexcept { return path_; }
  std::size_t read(void* to, std::size_t count) {
    std::size_t got = 0;
    while (file_ && got < count) {
      constexpr std::size_t most = 1u << 30;  // gzread counts in int
      const auto wanted = static_cast<unsigned>(count - got < most ? count - got : most);
      const int step = gzread(file_.get(), static_cast<unsigned char*>(to) + got, wanted);
      if (step > 0) got += static_cast<std::size_t>(step);
      if (step == static_cast<int>(wanted)) continue;
      int code = Z_OK;
      const char* text = gzerror(file_.get(), &code);
      if (code == Z_ERRNO) fault_ = std::strerror(errno);
      else if (code == Z_BUF_ERROR) fault_ = "truncated gzip";
      else if (code != Z_OK && code != Z_STREAM_END) fault_ = std::string("corrupt gzip (") + text + ")";
      break;
    }
    return got;
  }
  std::uint64_t left() const noexcept { return 0; }  // not known before it is unpacked
  const std::string& fault() const noexcept { return fault_; }

 private:
  struct Close {
    void operator()(gzFile_s* file) const noexcept { gzclose_r(file); }
  };
  std::string path_, fault_;
  std::unique_ptr<gzFile_s, Close> file_;
};
}  // namespace _detail

/// Reads the items of a file, of these dimensions after the count: read_idx_gz<float, 3, 32, 32>(path) gives
/// std::array<float, 3072>, read_idx_gz<int>(path) numbers. T is the element type of the file (std::uint8_t,
/// std::int8_t, std::int16_t, std::int32_t, float or double); float and double are converted from every type.
/// Errors: idx_error, also for numbers that are infinite, NaN or beyond float.
template <class T, std::size_t... Dims>
[[nodiscard]] std::vector<IdxItem<T, Dims...>> read_idx_gz(const std::string& path) {
  return _detail::idx_data<T, Dims...>(_detail::GzSource(path));
}

/// Reads the images of a file.
template <std::size_t Rows, std::size_t Cols>
[[nodiscard]] std::vector<IdxImage<Rows, Cols>> read_idx_images_gz(const std::string& path,
                                                                   const IdxOptions& options = {}) {
  return _detail::idx_images<Rows, Cols>(_detail::GzSource(path), options);
}

/// Reads the labels of a file; each must be below `classes`.
[[nodiscard]] inline std::vector<std::uint8_t> read_idx_labels_gz(const std::string& path, std::size_t classes) {
  return _detail::idx_labels(_detail::GzSource(path), classes);
}

/// Reads images and their labels; both files must hold the same number of items.
template <std::size_t Rows, std::size_t Cols>
[[nodiscard]] IdxDataset<Rows, Cols> read_idx_dataset_gz(const std::string& images, const std::string& labels,
                                                         std::size_t classes, const IdxOptions& options = {}) {
  return _detail::idx_dataset<Rows, Cols>(_detail::GzSource(images), _detail::GzSource(labels), classes, options);
}
/// Reads items of these dimensions, as `read_idx_gz`, and their labels.
template <class T, std::size_t... Dims>
[[nodiscard]] Dataset<IdxItem<T, Dims...>, std::uint8_t> read_idx_dataset_gz(const std::string& items,
                                                                             const std::string& labels,
                                                                             std::size_t classes) {
  return _detail::idx_typed_dataset<T, Dims...>(_detail::GzSource(items), _detail::GzSource(labels), classes);
}

}  // namespace sinew
