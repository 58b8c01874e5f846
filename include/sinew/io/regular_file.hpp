#pragma once
/// \file
/// open_regular_file: opens a file to read it. It refuses what is none, such as a pipe, whose opening might not return.

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#if !defined(_WIN32) && __has_include(<spawn.h>) && __has_include(<sys/wait.h>)  // as in report/system.hpp
#define SINEW_IO_POSIX_FILES
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#include <sinew/config/namespace.hpp>
#include <sinew/report/system.hpp>

namespace SINEW_NAMESPACE::_detail {

/// Opens a file for reading. If it cannot, the result is null, and `fault` says why.
inline File open_regular_file(const std::string& path, std::string& fault) {
#if defined(SINEW_IO_POSIX_FILES)
#undef SINEW_IO_POSIX_FILES
  int fd = -1;
  do fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe would wait for a writer
  while (fd < 0 && errno == EINTR);
  if (fd >= 0) {
    struct stat facts {};
    if (::fstat(fd, &facts) != 0) fault = std::strerror(errno);
    else if (S_ISDIR(facts.st_mode)) fault = std::strerror(EISDIR);
    else if (!S_ISREG(facts.st_mode)) fault = "a pipe, a device or a socket";
    else if (File file{::fdopen(fd, "rb")}) return file;
    else fault = std::strerror(errno);
    ::close(fd);
    return nullptr;
  }
#else
  if (File file{std::fopen(path.c_str(), "rb")}) return file;
#endif
  fault = std::strerror(errno);
  return nullptr;
}

}  // namespace sinew::_detail
