#pragma once
/// \file
/// AtomicFile: a file that replaces another one at once and whole, or not at all.

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <utility>

#if defined(_WIN32)
#include <io.h>
#elif __has_include(<spawn.h>) && __has_include(<sys/wait.h>)  // as in report/system.hpp
#define SINEW_IO_POSIX
#include <fcntl.h>
#include <unistd.h>
#endif

#include <sinew/config/namespace.hpp>
#include <sinew/report/system.hpp>

namespace SINEW_NAMESPACE::_detail {

#if defined(_WIN32)
inline std::ptrdiff_t write_some(int fd, const void* from, std::size_t count) noexcept {
  return _write(fd, from, static_cast<unsigned>(count));
}
inline int flush_to_disk(int fd) noexcept { return _commit(fd); }
inline int close_file(int fd) noexcept { return _close(fd); }
/// Windows has no such call; the file system's journal orders the change of names.
inline int flush_folder(const std::string&) noexcept { return 0; }
#elif defined(SINEW_IO_POSIX)
#undef SINEW_IO_POSIX
inline std::ptrdiff_t write_some(int fd, const void* from, std::size_t count) noexcept {
  return ::write(fd, from, count);
}
inline int flush_to_disk(int fd) noexcept { return ::fsync(fd); }
inline int close_file(int fd) noexcept { return ::close(fd); }
/// Some file systems cannot flush a folder, and say EINVAL.
inline int flush_folder(const std::string& folder) noexcept {
  int fd, status;
  do fd = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) return -1;
  do status = ::fsync(fd);
  while (status != 0 && errno == EINTR);
  const int cause = errno;
  ::close(fd);
  errno = cause;
  return status == 0 || cause == EINVAL ? 0 : -1;
}
#else
inline std::ptrdiff_t write_some(int, const void*, std::size_t) noexcept { return -1; }
inline int flush_to_disk(int) noexcept { return -1; }
inline int close_file(int) noexcept { return -1; }
inline int flush_folder(const std::string&) noexcept { return -1; }
#endif

/// Writes a temporary file in the folder of the path, and gives it the path's name when it is complete and on the disk.
/// At any moment, also after the end of the process or of the power, the path is the old file or the new one. A
/// function that fails returns false, and fault() says why; the old file is then untouched, and the temporary file
/// deleted. What ends the process leaves the temporary file, `<path>.sinew-<n>.tmp`; the next AtomicFile for the path
/// deletes it.
/// (O_TMPFILE would leave none, but linkat() cannot replace a file.)
///
///     AtomicFile file("weights");
///     if (!file.write(bytes, count) || !file.commit()) … file.fault() …
class AtomicFile {
 public:
  // It delegates, so that the destructor also runs if the body throws (std::bad_alloc).
  explicit AtomicFile(const std::string& path) : AtomicFile() {
    path_ = _detail::real_path(path);
    fd_ = _detail::create_beside(path_, temporary_);
    if (fd_ < 0) refuse("no file can be created beside it: ", errno);
    else if (!_detail::takes_place_of(fd_, path_, fault_)) discard();
  }
  ~AtomicFile() { discard(); }
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Appends bytes. What is appended after a failure is dropped.
  bool write(const void* bytes, std::size_t count) {
    const auto* from = static_cast<const char*>(bytes);
    while (fault_.empty() && count > 0) {
      constexpr std::size_t most = std::size_t{1} << 30;  // some systems count in int
      const std::ptrdiff_t written = _detail::write_some(fd_, from, count < most ? count : most);
      if (written > 0) {
        from += written;
        count -= static_cast<std::size_t>(written);
      } else if (written == 0 || errno != EINTR) refuse("writing: ", written == 0 ? ENOSPC : errno);
    }
    return fault_.empty();
  }

  /// Makes the file what the path names. Call it once, at the end.
  bool commit() {
    if (!fault_.empty()) return false;
    const std::string in_folder = folder();  // nothing that may throw follows the change of names
    while (_detail::flush_to_disk(fd_) != 0)
      if (errno != EINTR) return refuse("writing to the disk: ", errno);
    if (_detail::is_renamed_closed && _detail::close_file(std::exchange(fd_, -1)) != 0)
      return refuse("closing: ", errno);
    if (const std::string cause = _detail::replace_file(temporary_, path_); !cause.empty())
      return refuse("renaming: " + cause);
    temporary_ = {};
    if (fd_ >= 0) _detail::close_descriptor(std::exchange(fd_, -1));  // it is on the disk already
    if (_detail::flush_folder(in_folder) != 0)
      return refuse("the new file is in place, but a loss of power may undo that: ", errno);
    return true;
  }

  /// Why a function returned false; empty if none did.
  const std::string& fault() const noexcept { return fault_; }

 private:
  AtomicFile() = default;
  std::string folder() const {
    const std::size_t slash = path_.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path_.substr(0, slash);
  }
  bool refuse(std::string what) {
    fault_ = (std::move)(what);
    discard();
    return false;
  }
  bool refuse(const char* during, int cause) {
    return refuse(during + std::string(cause != 0 ? std::strerror(cause) : "not on this system"));
  }
  void discard() noexcept {
    if (fd_ >= 0) _detail::close_descriptor(std::exchange(fd_, -1));
    if (!temporary_.empty()) _detail::delete_file(temporary_.c_str());
    temporary_ = {};
  }

  std::string path_{}, temporary_{}, fault_{};
  int fd_ = -1;
};

}  // namespace sinew::_detail
