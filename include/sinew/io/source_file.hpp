#pragma once
/// \file
/// SourceFile: reads a file for the loaders of this folder; and the words of their errors.

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/report/system.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/regular_file.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE::_detail {

inline std::string in_text(std::string_view text) { return std::string(text); }
inline std::string in_text(const char* text) { return text; }
inline std::string in_text(text_view text) { return {text.data(), text.size()}; }
inline std::string digits(std::uint64_t n) {
  if constexpr (sizeof(std::size_t) < sizeof n)
    if (n >> 8 * sizeof(std::size_t) != 0) return std::to_string(n);
  return in_text(_detail::number(_detail::in_memory(n)).view());
}
inline std::string bytes_text(std::uint64_t n) { return _detail::digits(n) + (n == 1 ? " byte" : " bytes"); }
/// A name for a message, in quotes.
inline std::string name_text(std::string_view name) { return '"' + _detail::printable(name) + '"'; }
/// A byte that may be no character.
inline std::string byte_text(char byte) {
  if (byte >= ' ' && byte <= '~') return {'"', byte, '"'};
  return "the byte " + std::to_string(static_cast<unsigned>(static_cast<unsigned char>(byte)));
}
/// "16 × 4", or "a single number".
template <class N> std::string shape_text(std::span<const N> extents) {
  if (extents.empty()) return "a single number";
  std::string result;
  for (const auto extent : extents) result += (result.empty() ? "" : " × ") + _detail::digits(extent);
  return result;
}

// Not std::fseek and std::ftell: to Ruby's headers they are macros, and a long of Windows has 32 bits.
#if defined(_WIN32)
inline bool move_in(std::FILE* file, long by, int from) noexcept { return ::_fseeki64(file, by, from) == 0; }
inline long long place_in(std::FILE* file) noexcept { return ::_ftelli64(file); }
#else
inline bool move_in(std::FILE* file, long by, int from) noexcept { return ::fseeko(file, by, from) == 0; }
inline long long place_in(std::FILE* file) noexcept { return ::ftello(file); }
#endif

/// The bytes of a file, one after the other. An error about them is an E of the file, a name within it, what was found
/// and what was expected.
template <class E> class SourceFile {
 public:
  explicit SourceFile(const std::string& path) : name_{path} {
    std::string fault;
    file_ = _detail::open_regular_file(path, fault);
    if (!file_) refuse(fault, "a regular file that can be read");
    measure();
  }
  /// The same with a file that is open already; it is closed at the end.
  SourceFile(std::string name, std::FILE* file) : name_{(std::move)(name)}, file_{file} {
    if (!file_) refuse(std::strerror(errno), "a readable file");
    measure();
  }

  std::FILE* file() const noexcept { return file_.get(); }
  const std::string& name() const noexcept { return name_; }
  std::uint64_t size() const noexcept { return size_; }
  /// Reads `count` bytes. Less is an error: size() was there a moment ago.
  void read(void* to, std::size_t count) {
    if (std::fread(to, 1, count, file_.get()) == count) return;
    if (std::ferror(file_.get())) refuse(std::strerror(errno), "a readable file");
    refuse("the end of the file, which another program shortens", bytes_text(size_));
  }
  /// Leaves out as many bytes.
  void skip(std::uint64_t count) {
    constexpr std::uint64_t most = 1 << 30;  // off_t has 32 bits on some systems
    while (count > 0) {
      const long step = static_cast<long>(count < most ? count : most);
      if (!_detail::move_in(file_.get(), step, SEEK_CUR)) refuse(std::strerror(errno), "a readable file");
      count -= static_cast<std::uint64_t>(step);
    }
  }
  [[noreturn]] void refuse(std::string found, std::string expected) const {
    refuse({}, (std::move)(found), (std::move)(expected));
  }
  /// `tensor` is its name_text(), or empty.
  [[noreturn]] void refuse(std::string tensor, std::string found, std::string expected) const {
    fail(E(name_, (std::move)(tensor), (std::move)(found), (std::move)(expected)));
  }

 private:
  void measure() {
    const long long size = _detail::move_in(file_.get(), 0, SEEK_END) ? _detail::place_in(file_.get()) : -1;
    if (size < 0) refuse("a file without a length (" + in_text(std::strerror(errno)) + ")", "a regular file");
    std::rewind(file_.get());
    size_ = static_cast<std::uint64_t>(size);
  }

  std::string name_;
  File file_{};
  std::uint64_t size_ = 0;
};

}  // namespace sinew::_detail
