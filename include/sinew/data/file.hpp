#pragma once
/// \file
/// The byte sources of the loaders: memory and files, with one small interface that parsers take as a template
/// parameter.
///
/// A source has `name()` for messages; `read(to, count)`, which returns the number of bytes read (fewer only at the
/// end or on failure); `left()`, how many there are left, or 0 if that is not known (a pipe, packed data); and
/// `fault()`, a description of the failure, or an empty string. data/idx_gz.hpp adds a source that unpacks gzip.

#include <cerrno>
#include <cstddef>
#include <cstdint>
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
    if (count > 0) __builtin_memcpy(to, left_.data(), count);
    left_ = left_.subspan(count);
    return count;
  }
  std::uint64_t left() const noexcept { return left_.size(); }
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
  // Not std::fseek and std::ftell: to Ruby's headers they are macros, and a long of Windows has 32 bits.
  std::uint64_t left() noexcept {
#if defined(_WIN32)
    const auto go_to = [this](long long by, int from) { return ::_fseeki64(file_.get(), by, from) == 0; };
    const auto place = [this]() -> long long { return ::_ftelli64(file_.get()); };
#else
    const auto go_to = [this](long long by, int from) {
      return ::fseeko(file_.get(), static_cast<off_t>(by), from) == 0;
    };
    const auto place = [this]() -> long long { return ::ftello(file_.get()); };
#endif
    const long long here = file_ ? place() : -1;
    if (here < 0 || !go_to(0, SEEK_END)) return 0;
    const long long end = place();
    return go_to(here, SEEK_SET) && end > here ? static_cast<std::uint64_t>(end - here) : 0;
  }
  const std::string& fault() const noexcept { return fault_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::string path_, fault_;
  std::unique_ptr<std::FILE, Close> file_;
};

/// Returns the rest of a source. Reads blocks until the end, so that pipes work; the length of a file saves copies.
template <class Source> std::string read_all(Source& source) {
  std::string text;
  for (std::size_t used = 0, block = 1 << 12;;) {
    text.resize(used + block);
    const std::size_t got = source.read(text.data() + used, block);
    used += got;
    if (got < block) {
      text.resize(used);
      return text;
    }
    // Asked only now, because a folder, which cannot be read, has a length.
    const std::uint64_t left = source.left();
    block = left > 0 && left < text.max_size() - used ? static_cast<std::size_t>(left) + 1 : used;
    text.reserve(used + block);
  }
}

}  // namespace sinew::_detail
