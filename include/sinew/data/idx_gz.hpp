#pragma once
/// \file
/// Loaders of IDX files packed by gzip, or plain: what data/idx.hpp has, with `_gz` in the name. Needs zlib (link -lz),
/// which is why the umbrella header leaves it out.
///
/// idx_error tells corrupt and truncated gzip too (bad header, data, checksum or length). Bytes are unpacked as they
/// are needed and never more than the header of the IDX file announces, so a small file cannot fill the memory.

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
/// A file that zlib unpacks while it is read; one that is not gzip comes as it is.
class GzSource {
 public:
  explicit GzSource(std::string path) : path_{std::move(path)}, file_{gzopen(path_.c_str(), "rb")} {
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
  const std::string& fault() const noexcept { return fault_; }

 private:
  struct Close {
    void operator()(gzFile_s* file) const noexcept { gzclose_r(file); }
  };
  std::string path_, fault_;
  std::unique_ptr<gzFile_s, Close> file_;
};
}  // namespace _detail

/// The images of a file.
template <std::size_t Rows, std::size_t Cols>
std::vector<IdxImage<Rows, Cols>> read_idx_images_gz(const std::string& path) {
  return _detail::idx_images<Rows, Cols>(_detail::GzSource(path));
}

/// The labels of a file, each below `classes`.
inline std::vector<std::uint8_t> read_idx_labels_gz(const std::string& path, std::size_t classes) {
  return _detail::idx_labels(_detail::GzSource(path), classes);
}

/// Images with their labels, as many of one as of the other.
template <std::size_t Rows, std::size_t Cols>
IdxDataset<Rows, Cols> read_idx_dataset_gz(const std::string& images, const std::string& labels, std::size_t classes) {
  return _detail::idx_dataset<Rows, Cols>(_detail::GzSource(images), _detail::GzSource(labels), classes);
}

}  // namespace sinew
