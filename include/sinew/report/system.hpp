#pragma once
/// \file
/// What reports need of the operating system, for POSIX and Windows: new files, running a program, the width of a
/// terminal. No header of Windows is included: its macros would reach the program.
///
/// Elsewhere (WebAssembly, firmware) everything compiles; a program cannot be started, and nothing is a terminal.

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#if defined(_WIN32)
#include <cstdint>

#include <fcntl.h>
#include <io.h>
#include <share.h>
#include <sys/stat.h>

#include <boost/winapi/file_management.hpp>
#include <boost/winapi/get_last_error.hpp>
#include <boost/winapi/handle_info.hpp>
#include <boost/winapi/handles.hpp>
#include <boost/winapi/process.hpp>
#include <boost/winapi/thread.hpp>
#include <boost/winapi/wait.hpp>
#elif __has_include(<spawn.h>) && __has_include(<sys/wait.h>)
#define SINEW_REPORT_POSIX
#include <fcntl.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

#include <sinew/config/namespace.hpp>

#if defined(_WIN32)
// As <windows.h> declares them, before or after this.
struct _CONSOLE_SCREEN_BUFFER_INFO;
extern "C" {
__declspec(dllimport) int __stdcall GetConsoleMode(void*, unsigned long*);
__declspec(dllimport) int __stdcall SetConsoleMode(void*, unsigned long);
__declspec(dllimport) int __stdcall GetConsoleScreenBufferInfo(void*, _CONSOLE_SCREEN_BUFFER_INFO*);
}
#elif defined(SINEW_REPORT_POSIX)
extern "C" char** environ;
#endif

namespace SINEW_NAMESPACE::_detail {

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// What became of a program: its exit status, or why it did not run.
struct Ended {
  int status = 0;
  std::string failure{};
  bool missing = false;  ///< there is no such program
};

#if defined(_WIN32)

inline int descriptor(std::FILE* file) noexcept { return _fileno(file); }
inline int close_descriptor(int fd) noexcept { return _close(fd); }
inline void delete_file(const char* path) noexcept { boost::winapi::delete_file(path); }

/// Creates a file for writing; −1 if it exists or cannot be created, with the cause in errno.
inline int create_file(const char* path) noexcept {
  return _open(path, _O_RDWR | _O_CREAT | _O_EXCL | _O_BINARY | _O_NOINHERIT, _S_IREAD | _S_IWRITE);
}

/// Whether a file must be closed before it gets another name.
inline constexpr bool is_renamed_closed = true;
/// What claim_file() says of a name that another process or thread has; the same as without permission, by Windows.
inline constexpr int name_is_taken = EACCES;
/// Opens the file that stands for the right to a temporary file's name, also while that is closed to be renamed.
/// Windows gives it to one at a time, and deletes it when it is closed or its process ends. −1 if another has it.
inline int open_guard(const std::string& name) {
  return _sopen((name + ".lock").c_str(), _O_RDWR | _O_CREAT | _O_BINARY | _O_NOINHERIT | _O_TEMPORARY, _SH_DENYRW,
                _S_IREAD | _S_IWRITE);
}
/// Creates a file of this name for the caller alone, until it closes file and guard; over one that a killed process
/// left. −1 if that is not possible, with the cause in errno.
inline int claim_file(const std::string& name, int& guard) {
  const int held = _detail::open_guard(name);
  if (held < 0) return -1;
  int fd = _detail::create_file(name.c_str());
  if (fd < 0 && errno == EEXIST) {
    _unlink(name.c_str());
    fd = _detail::create_file(name.c_str());
  }
  if (fd >= 0) {
    guard = held;
    return fd;
  }
  const int cause = errno == EEXIST ? name_is_taken : errno;
  _close(held);
  errno = cause;
  return -1;
}
inline bool has_file(const char* path) noexcept { return _access(path, 0) == 0; }
/// Deletes the file of a process that has ended.
inline void delete_abandoned(const std::string& name) {
  const int guard = _detail::open_guard(name);
  if (guard < 0) return;
  _unlink(name.c_str());
  _close(guard);
}
/// The guard keeps the name.
inline int has_name(int, const char*) noexcept { return 1; }
/// Windows' calls replace a file at its own path; permissions are those of the folder.
inline int real_path(std::string&) { return 0; }
inline bool ends_as_a_folder(const std::string& path) noexcept { return path.back() == '/' || path.back() == '\\'; }
/// What stands at a path.
struct Replaced {
  bool exists = false, is_folder = false, is_file = false;
  int refusal = 0;  ///< why it may not be written to, as errno
  explicit Replaced(const std::string& path) {
    struct _stat64 facts {};
    exists = _stat64(path.c_str(), &facts) == 0;
    is_folder = exists && (facts.st_mode & _S_IFMT) == _S_IFDIR;
    is_file = exists && (facts.st_mode & _S_IFMT) == _S_IFREG;
    if (is_file && (facts.st_mode & _S_IWRITE) == 0) refusal = EACCES;
  }
  bool gives_permissions(int) const noexcept { return true; }
};

/// A file that is deleted when it is closed, beside the path: std::tmpfile() of Windows needs an administrator.
inline File temporary_file(const std::string& beside) {
  for (int n = 0; n < 1000; ++n) {
    const int fd = _open((beside + ".tmp" + std::to_string(n)).c_str(),
                         _O_RDWR | _O_CREAT | _O_EXCL | _O_BINARY | _O_NOINHERIT | _O_TEMPORARY, _S_IREAD | _S_IWRITE);
    if (fd >= 0) return File{_fdopen(fd, "w+b")};
    if (errno != EEXIST) break;
  }
  return nullptr;
}

/// Renames a file to the name of another one, which it replaces at once. Returns the cause of a failure, or "".
inline std::string replace_file(const std::string& from, const std::string& to) {
  for (unsigned tries = 0;; ++tries) {
    if (boost::winapi::move_file(from.c_str(), to.c_str(), 1)) return {};  // MOVEFILE_REPLACE_EXISTING
    const boost::winapi::DWORD_ code = boost::winapi::GetLastError();
    // ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION: another one replaces the file or reads it just now.
    if ((code != 5 && code != 32) || tries == 100) return "Windows' error " + std::to_string(code);
    boost::winapi::Sleep(tries < 50 ? 1 : 20);
  }
}

/// Runs a program with one argument, found as Windows finds programs, with these standard streams, until its end.
/// It gets no console, so that no window appears, and no helper of a console keeps the files open.
inline Ended run_program(const char* name, const char* argument, int in, int out, int err) {
  namespace api = boost::winapi;
  api::STARTUPINFOA_ start{};
  start.cb = sizeof(start);
  start.dwFlags = 0x100;  // STARTF_USESTDHANDLES
  const auto handle = [](int fd) {
    const auto it = reinterpret_cast<api::HANDLE_>(_get_osfhandle(fd));
    api::SetHandleInformation(it, api::HANDLE_FLAG_INHERIT_, api::HANDLE_FLAG_INHERIT_);
    return it;
  };
  start.hStdInput = handle(in), start.hStdOutput = handle(out), start.hStdError = handle(err);
  std::string line = std::string(name) + " " + argument;
  api::PROCESS_INFORMATION_ child{};
  if (!api::create_process(nullptr, line.data(), nullptr, nullptr, 1, api::DETACHED_PROCESS_, nullptr, nullptr, &start,
                           &child)) {
    const api::DWORD_ code = api::GetLastError();
    return {-1, "Windows' error " + std::to_string(code), code == 2 || code == 3};  // ERROR_FILE_, ERROR_PATH_NOT_FOUND
  }
  api::WaitForSingleObject(child.hProcess, api::infinite);
  api::DWORD_ status = 0;
  api::GetExitCodeProcess(child.hProcess, &status);
  api::CloseHandle(child.hThread);
  api::CloseHandle(child.hProcess);
  return {static_cast<int>(status)};
}

/// Whether a stream is a terminal that obeys escape sequences; a console of Windows is told to.
inline bool is_terminal(std::FILE* file) noexcept {
  void* const console = reinterpret_cast<void*>(_get_osfhandle(_fileno(file)));
  unsigned long mode = 0;
  return _isatty(_fileno(file)) != 0 && GetConsoleMode(console, &mode) != 0 &&
         SetConsoleMode(console, mode | 4) != 0;  // ENABLE_VIRTUAL_TERMINAL_PROCESSING
}

/// Columns of a terminal; 0 if they are not known.
inline std::size_t terminal_width(std::FILE* file) noexcept {
  struct {
    short size[2], cursor[2];
    unsigned short attributes;
    short left, top, right, bottom, largest[2];
  } info{};
  void* const console = reinterpret_cast<void*>(_get_osfhandle(_fileno(file)));
  if (GetConsoleScreenBufferInfo(console, reinterpret_cast<_CONSOLE_SCREEN_BUFFER_INFO*>(&info)) == 0) return 0;
  return info.right < info.left ? 0 : static_cast<std::size_t>(info.right - info.left) + 1;
}

#elif defined(SINEW_REPORT_POSIX)
#undef SINEW_REPORT_POSIX

inline int descriptor(std::FILE* file) noexcept { return fileno(file); }
inline int close_descriptor(int fd) noexcept { return ::close(fd); }
inline void delete_file(const char* path) noexcept { ::unlink(path); }

/// Creates a file for writing; −1 if it exists or cannot be created, with the cause in errno.
inline int create_file(const char* path) noexcept {
  return ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

/// No: the lock on the file lasts until it has its name.
inline constexpr bool is_renamed_closed = false;
/// What claim_file() says of a name that another process or thread has.
inline constexpr int name_is_taken = EEXIST;
/// Whether the name is still that of the open file: 1 or 0; −1 if that is not known, with the cause in errno.
inline int has_name(int fd, const char* name) noexcept {
  struct stat opened {};
  struct stat named {};
  if (::fstat(fd, &opened) != 0 || ::lstat(name, &named) != 0) return errno == ENOENT || errno == ESTALE ? 0 : -1;
  return named.st_dev == opened.st_dev && named.st_ino == opened.st_ino ? 1 : 0;
}
/// Locks a file as long as it is open. Returns 0, or the cause.
inline int lock_file(int fd) noexcept {
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0)
    if (errno != EINTR) return errno;
  return 0;
}
/// Deletes a file of claim_file() whose process has ended, which ends the lock. Returns whether the name is free.
inline bool delete_abandoned(const std::string& name) noexcept {
  const int fd = ::open(name.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return errno == ENOENT;
  struct stat opened {};
  // Its process may have finished in the meantime, and given it its name: nothing is to be done then.
  const bool gone = ::fstat(fd, &opened) == 0 && S_ISREG(opened.st_mode) && _detail::lock_file(fd) == 0 &&
                    _detail::has_name(fd, name.c_str()) == 1 && ::unlink(name.c_str()) == 0;
  ::close(fd);
  return gone;
}
/// Creates a file of this name for the caller alone, as long as it is open; over one that a killed process left. −1 if
/// that is not possible, with the cause in errno.
///
/// Whoever renames or deletes a file of such a name holds its lock, and has seen under the lock that the name is the
/// file's. So neither changes until the lock ends. Before the lock, another one may take the new file for abandoned,
/// delete it and create its own: the lock is then another one's, or that of a file without the name, and the name is
/// taken. Where there are no locks (NFS without its daemon: ENOLCK), no file is ever taken for abandoned.
inline int claim_file(const std::string& name, int&) noexcept {
  const auto create = [&] {
    int fd;
    do fd = _detail::create_file(name.c_str());
    while (fd < 0 && errno == EINTR);
    return fd;
  };
  int fd = create();
  if (fd < 0 && errno == EEXIST) {
    if (_detail::delete_abandoned(name)) fd = create();
    else errno = EEXIST;
  }
  if (fd < 0) return -1;
  int cause = name_is_taken;
  if (_detail::lock_file(fd) != EWOULDBLOCK) {
    const int named = _detail::has_name(fd, name.c_str());
    if (named == 1) return fd;
    if (named < 0) {  // an error of the disk
      cause = errno;
      ::unlink(name.c_str());
    }
  }
  ::close(fd);
  errno = cause;
  return -1;
}
inline bool has_file(const char* path) noexcept {
  struct stat facts {};
  return ::lstat(path, &facts) == 0;
}
/// Makes the path that of the file which open() would create or open, where symbolic links lead, so that no link is
/// replaced. Returns 0, or why there is none, as errno.
inline int real_path(std::string& path) {
  for (int links = 0; links < 40; ++links) {
    const std::unique_ptr<char, void (*)(void*)> resolved{::realpath(path.c_str(), nullptr), std::free};
    if (resolved) path = resolved.get();
    if (resolved || errno != ENOENT) return resolved ? 0 : errno;
    char to[4096];
    const ::ssize_t length = ::readlink(path.c_str(), to, sizeof to);
    if (length < 0) return 0;  // a new file
    if (length == sizeof to) return ENAMETOOLONG;
    if (to[0] == '/') path = {};
    else path.resize(path.rfind('/') + 1);  // npos + 1 is 0
    path.append(to, static_cast<std::size_t>(length));
  }
  return ELOOP;
}
inline bool ends_as_a_folder(const std::string& path) noexcept { return path.back() == '/'; }
/// What stands at a path.
struct Replaced {
  bool exists = false, is_folder = false, is_file = false;
  int refusal = 0;  ///< why it may not be written to, as errno
  explicit Replaced(const std::string& path) noexcept {
    struct stat facts {};
    exists = ::stat(path.c_str(), &facts) == 0;
    is_folder = exists && S_ISDIR(facts.st_mode);
    is_file = exists && S_ISREG(facts.st_mode);
    mode = facts.st_mode & 0777;
    // What else it says, such as EINVAL of old systems that do not know the flag, is no refusal.
    if (is_file && ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0 &&
        (errno == EACCES || errno == EPERM || errno == EROFS))
      refusal = errno;
  }
  /// Gives a new file the permissions of the one that it is to replace; false with the cause in errno.
  bool gives_permissions(int fd) const noexcept { return !exists || ::fchmod(fd, mode) == 0; }

 private:
  ::mode_t mode = 0;
};

/// A file that is deleted when it is closed.
inline File temporary_file(const std::string&) { return File{std::tmpfile()}; }

/// Renames a file to the name of another one, which it replaces at once. Returns the cause of a failure, or "".
inline std::string replace_file(const std::string& from, const std::string& to) {
  return std::rename(from.c_str(), to.c_str()) == 0 ? "" : std::strerror(errno);
}

/// Runs a program with one argument, found in PATH, with these standard streams, until its end.
inline Ended run_program(const char* name, const char* argument, int in, int out, int err) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, err, 2);
  char* arguments[] = {const_cast<char*>(name), const_cast<char*>(argument), nullptr};  // POSIX: they stay unchanged
  pid_t child = 0;
  const int failure = posix_spawnp(&child, name, &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) return {-1, std::strerror(failure), failure == ENOENT};
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return {-1, std::string("waiting for its end: ") + std::strerror(errno)};
  return {status};
}

/// Whether a stream is a terminal.
inline bool is_terminal(std::FILE* file) noexcept { return isatty(fileno(file)) == 1; }

/// Columns of a terminal; 0 if they are not known.
inline std::size_t terminal_width(std::FILE* file) noexcept {
  winsize size{};
  return ioctl(fileno(file), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

#else

inline int descriptor(std::FILE*) noexcept { return -1; }
inline int close_descriptor(int) noexcept { return -1; }
inline void delete_file(const char* path) noexcept { std::remove(path); }
inline constexpr bool is_renamed_closed = true;
inline constexpr int name_is_taken = EEXIST;
inline int has_name(int, const char*) noexcept { return 1; }
inline int claim_file(const std::string&, int&) noexcept {
  errno = 0;
  return -1;
}
inline bool has_file(const char*) noexcept { return false; }
inline void delete_abandoned(const std::string&) noexcept {}
inline int real_path(std::string&) noexcept { return 0; }
inline bool ends_as_a_folder(const std::string& path) noexcept { return path.back() == '/'; }
struct Replaced {
  bool exists = false, is_folder = false, is_file = false;
  int refusal = 0;
  explicit Replaced(const std::string&) noexcept {}
  bool gives_permissions(int) const noexcept { return true; }
};
inline File temporary_file(const std::string&) { return nullptr; }
inline std::string replace_file(const std::string&, const std::string&) { return "not on this system"; }
inline Ended run_program(const char*, const char*, int, int, int) { return {-1, "not on this system"}; }
inline bool is_terminal(std::FILE*) noexcept { return false; }
inline std::size_t terminal_width(std::FILE*) noexcept { return 0; }

#endif

/// A temporary file in the folder of a path, which is to take the path's name: `<path>.sinew-<n>.tmp`. Any number of
/// processes and threads may have one for the same path; the last one that takes the name wins. It is deleted with the
/// object, and that of a killed process by the next one for the path.
class FileBeside {
 public:
  FileBeside() = default;
  ~FileBeside() { discard(); }
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;

  /// Creates it. If it cannot, or the path cannot be replaced, returns false and says why.
  bool create(const std::string& path, std::string& fault) {
    if (path.empty()) return refuse(fault, "an empty path");
    path_ = path;
    const int unresolved = _detail::real_path(path_);
    if (unresolved != 0) return refuse(fault, beside(path) + std::strerror(unresolved));
    const Replaced target(path_);
    if (target.is_folder) return refuse(fault, std::strerror(EISDIR));
    // To rename a file to /dev/null would succeed for the superuser.
    if (target.exists && !target.is_file) return refuse(fault, "a pipe, a device or a socket");
    // A rename asks the folder alone, but who protects a file means its contents.
    if (target.refusal != 0) return refuse(fault, std::strerror(target.refusal));
    if (_detail::ends_as_a_folder(path_)) return refuse(fault, "a path without a file name");
    unsigned n = 0;
    std::string next;
    do {
      next = name(n);
      fd_ = _detail::claim_file(next, guard_);
    } while (fd_ < 0 && errno == name_is_taken && ++n < 1000);
    if (fd_ < 0) {
      const int cause = errno;
      return refuse(fault, beside(path) + (cause != 0 ? std::strerror(cause) : "not on this system"));
    }
    name_.swap(next);
    // Several processes that were killed leave files of higher numbers, with gaps where others had finished.
    for (unsigned gap = 0; gap < 8;) {
      next = name(++n);
      if (_detail::has_file(next.c_str())) {
        _detail::delete_abandoned(next);
        gap = 0;
      } else ++gap;
    }
    return target.gives_permissions(fd_) || refuse(fault, std::strerror(errno));
  }
  /// Gives it the path's name. If it cannot, returns false and says why.
  bool replace(std::string& fault) {
    if (_detail::is_renamed_closed) {
      if (!close()) return refuse(fault, std::string("closing: ") + std::strerror(errno));
    } else if (const int named = _detail::has_name(fd_, name_.c_str()); named != 1) {
      // The locks of some network file systems are those of one computer: another one may have deleted the file.
      const std::string cause = named < 0 ? std::strerror(errno) : "another program has deleted the temporary file";
      if (named == 0) name_ = {};
      return refuse(fault, "renaming: " + cause);
    }
    if (const std::string cause = _detail::replace_file(name_, path_); !cause.empty())
      return refuse(fault, "renaming: " + cause);
    name_ = {};
    discard();
    return true;
  }
  /// Deletes it, unless it has the path's name.
  void discard() noexcept {
    if (_detail::is_renamed_closed) close();
    if (!name_.empty()) _detail::delete_file(name_.c_str());
    name_ = {};
    close();  // after it has no name: the lock ends
    if (guard_ >= 0) _detail::close_descriptor(std::exchange(guard_, -1));
  }

  int fd() const noexcept { return fd_; }
  /// Its name; empty if there is none.
  const std::string& name() const noexcept { return name_; }
  /// The path, from which symbolic links are gone.
  const std::string& path() const noexcept { return path_; }

 private:
  std::string name(unsigned n) const { return path_ + ".sinew-" + std::to_string(n) + ".tmp"; }
  /// What could not be done; where links lead elsewhere, with the name of that.
  std::string beside(const std::string& path) const {
    return "no file can be created beside " + (path_ == path ? "it" : path_) + ": ";
  }
  bool refuse(std::string& fault, std::string what) {
    fault = (std::move)(what);
    discard();
    return false;
  }
  bool close() noexcept { return fd_ < 0 || _detail::close_descriptor(std::exchange(fd_, -1)) == 0; }

  std::string path_{}, name_{};
  int fd_ = -1, guard_ = -1;
};

}  // namespace sinew::_detail
