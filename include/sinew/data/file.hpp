#pragma once
/// \file
/// The byte sources of the loaders: memory and files, with one small interface that parsers take as a template
/// parameter.
///
/// A source has `name()` for messages; `read(to, count)`, which returns the number of bytes read (fewer only at the
/// end or on failure); and `fault()`, a description of the failure, or an empty string. data/idx_gz.hpp adds a source
/// that unpacks gzip.

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <sinew/config/namespace.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Bytes in memory.
class MemorySource {
 public:
  MemorySource(std::span<const std::byte> bytes, std::string name) : left_{bytes}, name_{(std::move)(name)} {}
  const std::string& name() const noexcept { return name_; }
  std::size_t read(void* to, std::size_t count) noexcept {
    if (count > left_.size()) count = left_.size();
    if (count > 0) std::memcpy(to, left_.data(), count);
    left_ = left_.subspan(count);
    return count;
  }
  std::string fault() const { return {}; }

 private:
  std::span<const std::byte> left_;
  std::string name_;
};

/// A file, read unchanged.
class FileSource {
 public:
  explicit FileSource(std::string path) : path_{(std::move)(path)}, file_{std::fopen(path_.c_str(), "rb")} {
    if (!file_) fault_ = std::strerror(errno);
  }
  const std::string& name() const noexcept { return path_; }
  std::size_t read(void* to, std::size_t count) {
    if (!file_) return 0;
    const std::size_t got = std::fread(to, 1, count, file_.get());
    if (got < count && std::ferror(file_.get())) fault_ = std::strerror(errno);  // a folder opens, then fails here
    return got;
  }
  const std::string& fault() const noexcept { return fault_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::string path_, fault_;
  std::unique_ptr<std::FILE, Close> file_;
};

/// Returns the rest of a source. Reads blocks until the end and trusts no file size, so that pipes work.
template <class Source> std::string read_all(Source& source) {
  std::string text;
  for (std::size_t used = 0, block = 1 << 16;; block *= 2) {
    text.resize(used + block);
    const std::size_t got = source.read(text.data() + used, block);
    used += got;
    if (got < block) {
      text.resize(used);
      return text;
    }
  }
}

}  // namespace sinew::_detail
