#pragma once
/// \file
/// AtomicFile: a file that replaces another one at once and whole, or not at all.

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>

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
inline bool seek_in(int fd, std::uint64_t to) noexcept {
  return _lseeki64(fd, static_cast<long long>(to), SEEK_SET) >= 0;
}
inline int flush_to_disk(int fd) noexcept { return _commit(fd); }
/// Windows has no such call; the file system's journal orders the change of names.
inline int flush_folder(const std::string&) noexcept { return 0; }
#elif defined(SINEW_IO_POSIX)
#undef SINEW_IO_POSIX
inline std::ptrdiff_t write_some(int fd, const void* from, std::size_t count) noexcept {
  return ::write(fd, from, count);
}
inline bool seek_in(int fd, std::uint64_t to) noexcept {
  if (to > static_cast<std::uint64_t>((std::numeric_limits<::off_t>::max)())) {
    errno = EOVERFLOW;
    return false;
  }
  return ::lseek(fd, static_cast<::off_t>(to), SEEK_SET) >= 0;
}
inline int flush_to_disk(int fd) noexcept { return ::fsync(fd); }
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
inline bool seek_in(int, std::uint64_t) noexcept { return false; }
inline int flush_to_disk(int) noexcept { return -1; }
inline int flush_folder(const std::string&) noexcept { return -1; }
#endif

/// Whether two paths lead to one file, which need not exist yet; their folders do.
inline bool same_file(const std::string& a, const std::string& b) {
  const auto whole = [](std::string path) {
    if (_detail::real_path(path) != 0) return path;
    const std::size_t name = path.rfind('/') + 1;  // 0 if there is no slash
    std::string folder = name == 0 ? "." : path.substr(0, name);
    static_cast<void>(_detail::real_path(folder));
    return folder + '/' + path.substr(name);
  };
  return whole(a) == whole(b);
}

/// Writes a temporary file in the folder of the path, and gives it the path's name when it is complete and on the disk.
/// At any moment, also after the end of the process or of the power, the path is the old file or the new one. A
/// function that fails returns false, and fault() says why; the old file is then untouched, and the temporary file
/// deleted. What ends the process leaves the temporary file, `<path>.sinew-<n>.tmp`; the next AtomicFile for the path
/// deletes it. (O_TMPFILE would leave none, but linkat() cannot replace a file.)
///
/// Any number of processes and threads may write to one path at once: each one succeeds, and the path is always one of
/// their files, at the end that of the last commit(). They tell each other's temporary files from abandoned ones by a
/// lock on the file, which ends with its process and those forked from it (flock(); on Windows a file `….tmp.lock`,
/// which the system deletes with its process). They look for abandoned ones from n = 0 to the first eight numbers in a
/// row that have none. On file systems without locks, abandoned files stay, and a thousand of them are the end. Where
/// locks hold within one computer only (NFS mounted with `nolock`), several computers must not write to one path at
/// once: a commit() may fail then, or, within a moment, take another one's file.
///
/// Symbolic links stay: the file is written where they lead, also if there is none yet. The permissions of an old file
/// stay; its owner and hard links do not, as the file is a new one. A file that the process may not write to is not
/// replaced ("Permission denied"), although the right to its folder would suffice; nor is what is no file.
///
///     AtomicFile file("weights");
///     if (!file.write(bytes, count) || !file.commit()) … file.fault() …
class AtomicFile {
 public:
  // It delegates, so that the destructor also runs if the body throws (std::bad_alloc).
  explicit AtomicFile(const std::string& path) : AtomicFile() { file_.create(path, fault_); }
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Appends bytes. What is appended after a failure is dropped.
  bool write(const void* bytes, std::size_t count) {
    const auto* from = static_cast<const char*>(bytes);
    while (fault_.empty() && count > 0) {
      constexpr std::size_t most = std::size_t{1} << 30;  // some systems count in int
      const std::ptrdiff_t written = _detail::write_some(file_.fd(), from, count < most ? count : most);
      if (written > 0) {
        from += written;
        count -= static_cast<std::size_t>(written);
      } else if (written == 0 || errno != EINTR) refuse("writing: ", written == 0 ? ENOSPC : errno);
    }
    return fault_.empty();
  }

  /// Goes to a byte of what is written already, whose bytes the next ones replace.
  bool move_to(std::uint64_t place) {
    if (fault_.empty() && !_detail::seek_in(file_.fd(), place)) refuse("seeking: ", errno);
    return fault_.empty();
  }

  /// Makes the file what the path names. Call it once, at the end.
  bool commit() {
    if (!fault_.empty()) return false;
    const std::string in_folder = folder();  // nothing that may throw follows the change of names
    while (_detail::flush_to_disk(file_.fd()) != 0)
      if (errno != EINTR) return refuse("writing to the disk: ", errno);
    if (!file_.replace(fault_)) return false;
    if (_detail::flush_folder(in_folder) != 0)
      return refuse("the new file is in place, but a loss of power may undo that: ", errno);
    return true;
  }

  /// Why a function returned false; empty if none did.
  const std::string& fault() const noexcept { return fault_; }

 private:
  AtomicFile() = default;
  std::string folder() const {
    const std::string& path = file_.path();
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  }
  bool refuse(const char* during, int cause) {
    file_.discard();
    fault_ = during + std::string(cause != 0 ? std::strerror(cause) : "not on this system");
    return false;
  }

  FileBeside file_{};
  std::string fault_{};
};

}  // namespace sinew::_detail
