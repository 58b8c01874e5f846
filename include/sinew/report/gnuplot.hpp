#pragma once
/// \file
/// run_gnuplot: runs gnuplot on a script and saves the plot. Needs the program gnuplot at run time (Debian:
/// gnuplot-nox; Windows: gnuplot.info), on a system that can start programs: POSIX or Windows.

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include <sinew/config/namespace.hpp>
#include <sinew/config/compare.hpp>
#include <sinew/config/error.hpp>
#include <sinew/report/system.hpp>

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

/// A temporary file beside the destination, so that a rename replaces the destination atomically. It is removed
/// unless keep() is called. (io/atomic_file.hpp is for files that must be on the disk.)
class PartFile {
 public:
  // It delegates, so that the destructor also runs if the body throws.
  explicit PartFile(const std::string& path) : PartFile() {
    std::string fault;
    if (!file_.create(path, fault)) fail(plot_error("cannot be written: " + fault, path));
  }

  int fd() const noexcept { return file_.fd(); }
  std::string contents() const {
    std::string all;
    const File file{std::fopen(file_.name().c_str(), "rb")};
    char block[4096];
    for (std::size_t n; file && (n = std::fread(block, 1, sizeof(block), file.get())) > 0;) all.append(block, n);
    return all;
  }
  void keep() {
    std::string fault;
    if (!file_.replace(fault)) fail(plot_error("cannot be written: " + fault, file_.path()));
  }

 private:
  PartFile() = default;
  FileBeside file_{};
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
  if (_detail::is_nan(value)) return "NaN";
  char text[64];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

/// Passes the script to gnuplot's standard input and writes the resulting SVG to the path. Uses no shell and does not
/// pass the path to gnuplot, so that names need no quoting. Ignores gnuplot's start-up files.
/// Errors: plot_error.
inline void run_gnuplot(const std::string& script, const std::string& path) {
  PartFile part(path);
  const File input = _detail::temporary_file(path), complaints = _detail::temporary_file(path);
  if (!input || !complaints || std::fputs(script.c_str(), input.get()) < 0 || std::fflush(input.get()) != 0)
    fail(plot_error(std::string("cannot create a temporary file for gnuplot: ") + std::strerror(errno), path));
  std::rewind(input.get());

  const Ended gnuplot = _detail::run_program("gnuplot", "-d", _detail::descriptor(input.get()), part.fd(),
                                             _detail::descriptor(complaints.get()));
  if (gnuplot.missing)
    fail(
        plot_error("the program gnuplot was not found; install it (Debian: gnuplot-nox; Windows: gnuplot.info), "
                   "and see that PATH names its folder",
                   path));
  if (!gnuplot.failure.empty()) fail(plot_error("gnuplot cannot be run: " + gnuplot.failure, path));

  const std::string picture = part.contents();
  const std::string_view end = "</svg>";
  const std::size_t last = picture.find_last_not_of(" \n\r\t");
  const bool whole = picture.rfind("<?xml", 0) == 0 && last != picture.npos && last + 1 >= end.size() &&
                     picture.compare(last + 1 - end.size(), end.size(), end) == 0;
  if (gnuplot.status != 0 || !whole) {
    std::string said;
    std::rewind(complaints.get());
    char block[512];
    for (std::size_t n; said.size() < 2000 && (n = std::fread(block, 1, sizeof(block), complaints.get())) > 0;)
      said.append(block, n);
    fail(plot_error((gnuplot.status != 0 ? "gnuplot failed" : "gnuplot did not write a complete SVG") +
                        (said.empty() ? std::string(".") : ": " + said),
                    path));
  }
  part.keep();
}

}  // namespace _detail
}  // namespace sinew
