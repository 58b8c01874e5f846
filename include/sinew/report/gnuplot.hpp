#pragma once
/// \file
/// run_gnuplot: runs gnuplot on a script and saves the plot. Needs POSIX, and the program gnuplot at run time
/// (Debian: gnuplot-nox).

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>

extern "C" char** environ;

namespace SINEW_NAMESPACE {

/// Thrown if no plot could be made: gnuplot is missing or failed, or the file cannot be written. An existing file at
/// the path is left unchanged.
struct SINEW_SHARED_ERROR plot_error : Error {
  std::string path;  ///< of the plot
  /// Takes what went wrong, and the path.
  plot_error(const std::string& message, const std::string& where)
      : Error((where + ": " + message).c_str()),
        path{where} {}
};

namespace _detail {

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// A temporary file beside the destination, so that a rename replaces the destination atomically. It is removed
/// unless keep() is called.
class PartFile {
 public:
  explicit PartFile(const std::string& path) : path_{path} {
    for (int n = 0; n < 1000 && fd_ < 0; ++n) {
      part_ = path + ".part" + std::to_string(n);
      fd_ = open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (fd_ < 0 && errno != EEXIST) break;
    }
    if (fd_ < 0) fail(plot_error(std::string("cannot be written: ") + std::strerror(errno), path));
  }
  ~PartFile() {
    close(fd_);
    if (!part_.empty()) unlink(part_.c_str());
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  int fd() const noexcept { return fd_; }
  std::string contents() const {
    std::string all;
    const File file{std::fopen(part_.c_str(), "rb")};
    char block[4096];
    for (std::size_t n; file && (n = std::fread(block, 1, sizeof(block), file.get())) > 0;) all.append(block, n);
    return all;
  }
  void keep() {
    if (std::rename(part_.c_str(), path_.c_str()) != 0)
      fail(plot_error(std::string("cannot be written: ") + std::strerror(errno), path_));
    part_.resize(0);
  }

 private:
  std::string path_, part_;
  int fd_ = -1;
};

/// Quotes a text for gnuplot, so that nothing in it is substituted. Control characters, which SVG does not allow,
/// become blanks.
inline std::string gnuplot_text(std::string_view text) {
  std::string result = "'";
  for (char c : text) {
    if (c == '\'') result += '\'';
    result += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
  return result + "'";
}

/// Formats a number for gnuplot, independently of the locale.
inline std::string plain(double value) {
  if (value != value) return "NaN";
  char text[64];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

/// Passes the script to gnuplot's standard input and writes the resulting SVG to the path. Uses no shell and does not
/// pass the path to gnuplot, so that names need no quoting. Ignores gnuplot's start-up files.
/// Errors: plot_error.
inline void run_gnuplot(const std::string& script, const std::string& path) {
  PartFile part(path);
  const File input{std::tmpfile()}, complaints{std::tmpfile()};
  if (!input || !complaints || std::fputs(script.c_str(), input.get()) < 0 || std::fflush(input.get()) != 0)
    fail(plot_error(std::string("cannot create a temporary file for gnuplot: ") + std::strerror(errno), path));
  std::rewind(input.get());

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(input.get()), 0);
  posix_spawn_file_actions_adddup2(&actions, part.fd(), 1);
  posix_spawn_file_actions_adddup2(&actions, fileno(complaints.get()), 2);
  char program[] = "gnuplot", defaults[] = "-d";
  char* arguments[] = {program, defaults, nullptr};
  pid_t child = 0;
  const int failure = posix_spawnp(&child, program, &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure == ENOENT) fail(plot_error("the program gnuplot was not found; install it (Debian: gnuplot-nox)", path));
  if (failure != 0) fail(plot_error(std::string("gnuplot cannot be run: ") + std::strerror(failure), path));
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) fail(plot_error(std::string("cannot wait for gnuplot to end: ") + std::strerror(errno), path));

  const std::string picture = part.contents();
  const std::string_view end = "</svg>";
  const std::size_t last = picture.find_last_not_of(" \n\r\t");
  const bool whole = picture.rfind("<?xml", 0) == 0 && last != picture.npos && last + 1 >= end.size() &&
                     picture.compare(last + 1 - end.size(), end.size(), end) == 0;
  if (status != 0 || !whole) {
    std::string said;
    std::rewind(complaints.get());
    char block[512];
    for (std::size_t n; said.size() < 2000 && (n = std::fread(block, 1, sizeof(block), complaints.get())) > 0;)
      said.append(block, n);
    fail(plot_error((status != 0 ? "gnuplot failed" : "gnuplot did not write a complete SVG") +
                        (said.empty() ? std::string(".") : ": " + said),
                    path));
  }
  part.keep();
}

}  // namespace _detail
}  // namespace sinew
