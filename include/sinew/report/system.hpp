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

#if defined(_WIN32)
#include <cstdint>

#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>

#include <boost/winapi/file_management.hpp>
#include <boost/winapi/get_last_error.hpp>
#include <boost/winapi/handle_info.hpp>
#include <boost/winapi/handles.hpp>
#include <boost/winapi/process.hpp>
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
inline void close_descriptor(int fd) noexcept { _close(fd); }
inline void delete_file(const char* path) noexcept { boost::winapi::delete_file(path); }

/// Creates a file for writing; −1 if it exists or cannot be created, with the cause in errno.
inline int create_file(const char* path) noexcept {
  return _open(path, _O_RDWR | _O_CREAT | _O_EXCL | _O_BINARY | _O_NOINHERIT, _S_IREAD | _S_IWRITE);
}

/// Whether a file must be closed before it gets another name.
inline constexpr bool is_renamed_closed = true;
/// Windows does not delete a file that is open.
inline bool keep_file(int) noexcept { return true; }
inline bool delete_abandoned(const char* path) noexcept { return _unlink(path) == 0; }
/// Windows' calls replace a file at its own path; permissions are those of the folder.
inline std::string real_path(const std::string& path) { return path; }
inline bool takes_place_of(int, const std::string& path, std::string& fault) {
  struct _stat64 old {};
  if (_stat64(path.c_str(), &old) == 0 && (old.st_mode & _S_IFMT) != _S_IFREG) fault = "it is no regular file";
  return fault.empty();
}

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
  if (boost::winapi::move_file(from.c_str(), to.c_str(), 1)) return {};  // MOVEFILE_REPLACE_EXISTING
  return "Windows' error " + std::to_string(boost::winapi::GetLastError());
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
inline void close_descriptor(int fd) noexcept { ::close(fd); }
inline void delete_file(const char* path) noexcept { ::unlink(path); }

/// Creates a file for writing; −1 if it exists or cannot be created, with the cause in errno.
inline int create_file(const char* path) noexcept {
  return ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

/// No: the lock on the file lasts until it has its name.
inline constexpr bool is_renamed_closed = false;
/// Locks a new file as long as it is open, so that no other process takes it for abandoned; false if one just did.
/// Where there are no locks, none is ever taken for that.
inline bool keep_file(int fd) noexcept { return ::flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK; }
/// Deletes a file that keep_file() locked if its process has ended, which ends the lock. Returns whether it is gone.
inline bool delete_abandoned(const char* path) noexcept {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return errno == ENOENT;
  struct stat opened {};
  struct stat named {};
  bool gone = false;
  if (::fstat(fd, &opened) == 0 && S_ISREG(opened.st_mode) && ::flock(fd, LOCK_EX | LOCK_NB) == 0) {
    // Its process may have finished in the meantime, and given it its name: nothing is to be done then.
    if (::lstat(path, &named) != 0) gone = errno == ENOENT;
    else if (named.st_dev == opened.st_dev && named.st_ino == opened.st_ino) gone = ::unlink(path) == 0;
  }
  ::close(fd);
  return gone;
}
/// The file that a symbolic link leads to, so that not the link is replaced.
inline std::string real_path(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> resolved{::realpath(path.c_str(), nullptr), std::free};
  return resolved ? resolved.get() : path;
}
/// Gives the new file the permissions of the one that it is to replace. Only a regular file may be replaced: to rename
/// a file to /dev/null would succeed for the superuser.
inline bool takes_place_of(int fd, const std::string& path, std::string& fault) {
  struct stat old {};
  if (::stat(path.c_str(), &old) != 0) return true;
  if (!S_ISREG(old.st_mode)) fault = "it is no regular file";
  else if (::fchmod(fd, old.st_mode & 0777) != 0) fault = std::strerror(errno);
  return fault.empty();
}

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
inline void close_descriptor(int) noexcept {}
inline void delete_file(const char* path) noexcept { std::remove(path); }
inline int create_file(const char*) noexcept {
  errno = 0;
  return -1;
}
inline constexpr bool is_renamed_closed = true;
inline bool keep_file(int) noexcept { return true; }
inline bool delete_abandoned(const char*) noexcept { return false; }
inline std::string real_path(const std::string& path) { return path; }
inline bool takes_place_of(int, const std::string&, std::string&) { return true; }
inline File temporary_file(const std::string&) { return nullptr; }
inline std::string replace_file(const std::string&, const std::string&) { return "not on this system"; }
inline Ended run_program(const char*, const char*, int, int, int) { return {-1, "not on this system"}; }
inline bool is_terminal(std::FILE*) noexcept { return false; }
inline std::size_t terminal_width(std::FILE*) noexcept { return 0; }

#endif

/// Creates a temporary file for one that is to take the name `path`, in its folder; returns −1 with the cause in errno
/// if that is not possible. A file that a killed process left there is deleted first.
inline int create_beside(const std::string& path, std::string& temporary) {
  int fd = -1;
  std::string name;
  const auto create = [&] {
    do fd = _detail::create_file(name.c_str());
    while (fd < 0 && errno == EINTR);
  };
  for (int n = 0; n < 1000; ++n) {
    name = path + ".sinew-" + std::to_string(n) + ".tmp";
    create();
    if (fd < 0 && errno == EEXIST) {
      if (!_detail::delete_abandoned(name.c_str())) continue;  // it is being written
      create();
      if (fd < 0 && errno == EEXIST) continue;
    }
    if (fd < 0) return -1;
    if (_detail::keep_file(fd)) {
      temporary.swap(name);
      return fd;
    }
    _detail::close_descriptor(fd);
  }
  errno = EEXIST;
  return -1;
}

}  // namespace sinew::_detail
