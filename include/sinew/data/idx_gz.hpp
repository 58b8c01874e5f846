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

/// Reads the images of a file.
template <std::size_t Rows, std::size_t Cols>
[[nodiscard]] std::vector<IdxImage<Rows, Cols>> read_idx_images_gz(const std::string& path) {
  return _detail::idx_images<Rows, Cols>(_detail::GzSource(path));
}

/// Reads the labels of a file; each must be below `classes`.
[[nodiscard]] inline std::vector<std::uint8_t> read_idx_labels_gz(const std::string& path, std::size_t classes) {
  return _detail::idx_labels(_detail::GzSource(path), classes);
}

/// Reads images and their labels; both files must hold the same number of items.
template <std::size_t Rows, std::size_t Cols>
[[nodiscard]] IdxDataset<Rows, Cols> read_idx_dataset_gz(const std::string& images, const std::string& labels,
                                                         std::size_t classes) {
  return _detail::idx_dataset<Rows, Cols>(_detail::GzSource(images), _detail::GzSource(labels), classes);
}

}  // namespace sinew
